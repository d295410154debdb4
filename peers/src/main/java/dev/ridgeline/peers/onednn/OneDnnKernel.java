package dev.ridgeline.peers.onednn;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.execution.Executable;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.peers.BoundInputs;
import dev.ridgeline.peers.onednn.ExecutionArguments.Argument;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * One kernel of oneDNN with a source, weights and a destination. Tensors are given and returned
 * row-major; what the kernel wants otherwise is reordered when they are bound and read, so a run is
 * oneDNN's work and a foreign call.
 */
public final class OneDnnKernel implements Executable {
  /** A page, so that the placing of tensors in caches does not change from run to run. */
  private static final long ALIGNMENT_BYTES = 4096;

  private static final int ARGUMENTS = 3;

  /** How the library wants its tensors, in its own notation: {@code aBcd8b}. */
  public record Formats(String source, String weights, String destination) {}

  /**
   * What the last reorders took, each the best of a few; 0 where the formats are the same.
   *
   * @param destination 0 until outputs were read
   */
  public record ReorderNanos(long source, long weights, long destination) {}

  private final OneDnn library;
  private final int threads;
  private final SequencedMap<String, TensorType> inputs;
  private final TensorType output;
  private final NativeObjects objects;
  private final Arena arena;

  private final MemorySegment stream;
  private final MemorySegment primitive;
  private final String implementation;
  private final Operand source;
  private final Operand weights;
  private final Operand destination;
  private final MemorySegment arguments;

  private ReorderNanos reorders = new ReorderNanos(0, 0, 0);
  private boolean bound;
  private boolean ran;

  @SuppressWarnings("MustBeClosedChecker") // closed with the kernel
  static OneDnnKernel make(OneDnn library, Recipe recipe, int threads) {
    NativeObjects objects = new NativeObjects();
    Arena arena = Arena.ofShared();
    try {
      return new OneDnnKernel(library, recipe, threads, objects, arena);
    } catch (RuntimeException | Error e) {
      objects.close();
      arena.close();
      throw e;
    }
  }

  private OneDnnKernel(
      OneDnn library, Recipe recipe, int threads, NativeObjects objects, Arena arena) {
    this.library = library;
    this.threads = threads;
    this.objects = objects;
    this.arena = arena;
    inputs = Collections.unmodifiableSequencedMap(recipe.inputs());
    output = recipe.output();
    OneDnnCalls.setThreads(threads); // the library blocks for the number it sees now
    MemorySegment engine = OneDnn.engine();
    stream =
        objects.make(
            "dnnl_stream_create", "dnnl_stream_destroy", engine, OneDnnCalls.STREAM_IN_ORDER);
    MemorySegment description = recipe.describe(objects, engine);
    objects
        .failure()
        .ifPresent(status -> {
          throw new UserError(
              "oneDNN does not have %s (%s); take another format or leave oneDNN out"
                  .formatted(recipe.label(), OneDnnCalls.word(status)));
        });
    implementation = implementation(description);
    primitive = objects.make("dnnl_primitive_create", "dnnl_primitive_destroy", description);
    source = operand(recipe.givenSource(objects), description, OneDnnCalls.QUERY_SOURCE);
    weights = operand(recipe.givenWeights(objects), description, OneDnnCalls.QUERY_WEIGHTS);
    destination =
        operand(recipe.wantedDestination(objects), description, OneDnnCalls.QUERY_DESTINATION);
    arguments =
        ExecutionArguments.of(
            arena,
            new Argument(OneDnnCalls.ARGUMENT_SOURCE, source.memory()),
            new Argument(OneDnnCalls.ARGUMENT_WEIGHTS, weights.memory()),
            new Argument(OneDnnCalls.ARGUMENT_DESTINATION, destination.memory()));
  }

  private static String implementation(MemorySegment description) {
    try (Arena scratch = Arena.ofConfined()) {
      MemorySegment place = scratch.allocate(ADDRESS);
      OneDnnCalls.call(
          "dnnl_primitive_desc_query", description, OneDnnCalls.QUERY_IMPLEMENTATION, 0, place);
      return place.get(ADDRESS, 0).reinterpret(1024).getString(0);
    }
  }

  /** Memory in the kernel's format, and how callers see it. */
  private Operand operand(MemoryDescription callers, MemorySegment description, int what) {
    MemoryDescription wanted =
        new MemoryDescription(
            (MemorySegment)
                OneDnnCalls.value("dnnl_primitive_desc_query_md", ADDRESS, description, what, 0));
    MemorySegment data = arena.allocate(wanted.bytes(), ALIGNMENT_BYTES);
    MemorySegment memory =
        objects.make(
            "dnnl_memory_create", "dnnl_memory_destroy", wanted.handle(), OneDnn.engine(), data);
    return new Operand(callers, wanted, data, memory);
  }

  /** The name of the implementation that oneDNN chose, such as {@code jit:avx2}. */
  public String implementation() {
    return implementation;
  }

  /** How the kernel wants its tensors. */
  public Formats formats() {
    return new Formats(
        source.kernels().format(), weights.kernels().format(), destination.kernels().format());
  }

  /** What reordering took, apart from the runs. */
  public ReorderNanos reorders() {
    return reorders;
  }

  @Override
  public String engine() {
    return "onednn " + library.version();
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
    OneDnnCalls.setThreads(threads);
    try (Arena scratch = Arena.ofConfined()) {
      List<MemorySegment> plain = new ArrayList<>();
      Map<String, MemorySegment> byName = new HashMap<>();
      inputs.forEach((name, type) -> {
        MemorySegment data = scratch.allocate(type.bytes(), ALIGNMENT_BYTES);
        plain.add(data);
        byName.put(name, data);
      });
      BoundInputs.copy(inputs, given, byName);
      reorders =
          new ReorderNanos(
              source.fill(plain.get(0), stream), weights.fill(plain.get(1), stream), 0);
    }
    bound = true;
    ran = false;
  }

  @Override
  public void run() {
    if (!bound) {
      throw new IllegalStateException("no inputs are bound");
    }
    OneDnnCalls.setThreads(threads);
    OneDnnCalls.execute(primitive, stream, ARGUMENTS, arguments);
    ran = true;
  }

  @Override
  public List<Tensor> outputs() {
    if (!ran) {
      throw new IllegalStateException("nothing has run since the inputs were bound");
    }
    OneDnnCalls.setThreads(threads);
    try (Arena scratch = Arena.ofConfined()) {
      MemorySegment plain = scratch.allocate(output.bytes(), ALIGNMENT_BYTES);
      long nanos = destination.read(plain, stream);
      reorders = new ReorderNanos(reorders.source(), reorders.weights(), nanos);
      return List.of(new Tensor(output, MemorySegment.ofArray(plain.toArray(JAVA_BYTE))));
    }
  }

  @Override
  public void close() {
    objects.close();
    arena.close();
  }
}
