package dev.ridgeline.peers.openblas;

import dev.ridgeline.core.execution.Executable;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.peers.BoundInputs;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One multiplication of matrices on OpenBLAS. The matrices lie outside the heap, so a run is
 * OpenBLAS's work and a foreign call.
 *
 * <p>Where beta is not 0 a run goes on from the C of the run before, so that nothing is copied on
 * the clock; {@link #outputs()} then gives what one run makes of the C that was bound.
 */
public final class OpenBlasSgemm implements Executable {
  /** A page, so that the placing of matrices in caches does not change from run to run. */
  private static final long ALIGNMENT_BYTES = 4096;

  private final OpenBlas library;
  private final Sgemm problem;
  private final int threads;
  private final Map<String, TensorType> inputs;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment a;
  private final MemorySegment b;
  private final MemorySegment c;
  private final @Nullable MemorySegment givenC;
  private boolean bound;
  private long runs;

  @SuppressWarnings("MustBeClosedChecker") // closed with this
  OpenBlasSgemm(OpenBlas library, Sgemm problem, int threads) {
    this.library = library;
    this.problem = problem;
    this.threads = threads;
    Map<String, TensorType> types = new LinkedHashMap<>();
    types.put("a", problem.typeA());
    types.put("b", problem.typeB());
    if (problem.beta() != 0) {
      types.put("c", problem.typeC());
    }
    inputs = Collections.unmodifiableMap(types);
    a = arena.allocate(problem.typeA().bytes(), ALIGNMENT_BYTES);
    b = arena.allocate(problem.typeB().bytes(), ALIGNMENT_BYTES);
    c = arena.allocate(problem.typeC().bytes(), ALIGNMENT_BYTES);
    givenC = problem.beta() == 0 ? null : arena.allocate(problem.typeC().bytes());
  }

  /** What is computed. */
  public Sgemm problem() {
    return problem;
  }

  @Override
  public String engine() {
    return "openblas " + library.version();
  }

  @Override
  public Map<String, TensorType> inputs() {
    return inputs;
  }

  @Override
  public void prepare(Map<String, TensorType> inputTypes) {
    BoundInputs.check(inputs, inputTypes);
  }

  @Override
  public void bind(Map<String, Tensor> given) {
    if (givenC == null) {
      BoundInputs.copy(inputs, given, Map.of("a", a, "b", b));
    } else {
      BoundInputs.copy(inputs, given, Map.of("a", a, "b", b, "c", givenC));
      c.copyFrom(givenC);
    }
    bound = true;
    runs = 0;
  }

  @Override
  public void run() {
    if (!bound) {
      throw new IllegalStateException("no inputs are bound");
    }
    if (OpenBlasCalls.threads() != threads) {
      OpenBlasCalls.setThreads(threads);
    }
    OpenBlasCalls.sgemm(problem, a, b, c);
    runs++;
  }

  @Override
  public List<Tensor> outputs() {
    if (runs == 0) {
      throw new IllegalStateException("nothing has run since the inputs were bound");
    }
    if (givenC != null && runs > 1) {
      c.copyFrom(givenC);
      OpenBlasCalls.sgemm(problem, a, b, c);
      runs = 1;
    }
    return List.of(
        new Tensor(problem.typeC(), MemorySegment.ofArray(c.toArray(ValueLayout.JAVA_BYTE))));
  }

  @Override
  public void close() {
    arena.close();
  }
}
