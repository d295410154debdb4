package dev.ridgeline.engine.kernel;

import dev.ridgeline.compiler.target.WorkerPool;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

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
        compilers.threads());
  }

  /** Works on copies of pieces: loops over Java arrays are fast from the first runs on. */
  private static final class Gate implements Step {
    private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED;

    private final GatePlan p;
    private final MemorySegment gate;
    private final MemorySegment x;
    private final MemorySegment y;
    private final float[][] gates;
    private final float[][] values;
    private final WorkerPool pool;
    private final WorkerPool.Body body = this::chunks;

    Gate(GatePlan plan, MemorySegment gate, MemorySegment x, MemorySegment y, int threads) {
      this.p = plan;
      this.gate = gate;
      this.x = x;
      this.y = y;
      this.gates = new float[threads][CHUNK];
      this.values = new float[threads][CHUNK];
      this.pool = WorkerPool.of(threads);
    }

    @Override
    public void run() {
      pool.run(Math.ceilDiv(p.elements(), CHUNK), body);
    }

    private void chunks(int member, int first, int end) {
      for (int chunk = first; chunk < end; chunk++) {
        int from = chunk * CHUNK;
        int count = Math.min(CHUNK, p.elements() - from);
        long at = (long) from * Float.BYTES;
        MemorySegment.copy(gate, F32, at, gates[member], 0, count);
        MemorySegment.copy(x, F32, at, values[member], 0, count);
        choose(gates[member], values[member], count);
        MemorySegment.copy(values[member], 0, y, F32, at, count);
      }
    }

    private void choose(float[] compared, float[] value, int count) {
      float threshold = p.threshold();
      float closed = p.closed();
      for (int i = 0; i < count; i++) {
        value[i] = compared[i] > threshold ? value[i] : closed;
      }
    }
  }
}
