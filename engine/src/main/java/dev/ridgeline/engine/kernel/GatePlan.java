package dev.ridgeline.engine.kernel;

import dev.ridgeline.compiler.target.WorkerPool;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Lets a value through where another is above a threshold, {@code y = gate > threshold ? x :
 * closed}: the gradient of a rectifier.
 *
 * @param elements of each value
 * @param threshold of the gate
 * @param closed the result elsewhere
 * @param gate what is compared
 * @param x what is let through
 * @param y output
 */
public record GatePlan(int elements, float threshold, float closed, Placed gate, Placed x, Placed y)
    implements StepPlan {
  private static final int CHUNK = 4096;

  @Override
  public String kernel() {
    return "gate " + elements;
  }

  @Override
  public List<Placed> inputs() {
    return List.of(gate, x);
  }

  @Override
  public List<Placed> outputs() {
    return List.of(y);
  }

  @Override
  public Step build(Memory memory, Compilers compilers) {
    return new Gate(
        this,
        memory.of(gate).segment(),
        memory.of(x).segment(),
        memory.of(y).segment(),
        WorkerPool.of(compilers.threads()));
  }

  private static final class Gate implements Step {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();
    private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED;

    private final GatePlan p;
    private final MemorySegment gate;
    private final MemorySegment x;
    private final MemorySegment y;
    private final WorkerPool pool;
    private final WorkerPool.Body body = this::chunks;

    Gate(GatePlan plan, MemorySegment gate, MemorySegment x, MemorySegment y, WorkerPool pool) {
      this.p = plan;
      this.gate = gate;
      this.x = x;
      this.y = y;
      this.pool = pool;
    }

    @Override
    public void run() {
      pool.run(Math.ceilDiv(p.elements(), CHUNK), body);
    }

    private void chunks(int member, int first, int end) {
      int i = first * CHUNK;
      int last = Math.min(p.elements(), end * CHUNK);
      FloatVector closed = FloatVector.broadcast(S, p.closed());
      for (; i <= last - S.length(); i += S.length()) {
        long at = (long) i * Float.BYTES;
        VectorMask<Float> open =
            FloatVector.fromMemorySegment(S, gate, at, NATIVE)
                .compare(VectorOperators.GT, p.threshold());
        closed
            .blend(FloatVector.fromMemorySegment(S, x, at, NATIVE), open)
            .intoMemorySegment(y, at, NATIVE);
      }
      for (; i < last; i++) {
        long at = (long) i * Float.BYTES;
        boolean open = gate.get(F32, at) > p.threshold();
        y.set(F32, at, open ? x.get(F32, at) : p.closed());
      }
    }
  }
}
