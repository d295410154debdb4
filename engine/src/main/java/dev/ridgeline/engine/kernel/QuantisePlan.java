package dev.ridgeline.engine.kernel;

import dev.ridgeline.compiler.target.WorkerPool;
import dev.ridgeline.core.integer.OnnxQuantisation;
import dev.ridgeline.core.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * Quantises f32 to 8 bits, or dequantises, as {@link OnnxQuantisation} does.
 *
 * @param quantises whether y is the integer
 * @param dtype I8 or U8
 * @param scales constant
 * @param elements of x and y
 * @param x input
 * @param y output, in the same order
 */
public record QuantisePlan(
    boolean quantises, DType dtype, Scales scales, int elements, Placed x, Placed y)
    implements StepPlan {

  @Override
  public String kernel() {
    return (quantises ? "quantise to " : "dequantise from ") + dtype.label();
  }

  @Override
  public List<Placed> inputs() {
    return List.of(x);
  }

  @Override
  public List<Placed> outputs() {
    return List.of(y);
  }

  @Override
  public Step build(Memory memory, Compilers compilers) {
    return new Converter(this, memory, WorkerPool.of(compilers.threads()));
  }

  private static final class Converter implements Step {
    private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED;

    /** Elements that a thread takes at a time. */
    private static final int CHUNK = 4096;

    private final MemorySegment x;
    private final MemorySegment y;
    private final float[] scales;
    private final int[] zeros;
    private final int inner;
    private final int elements;
    private final boolean signed;
    private final boolean quantises;
    private final WorkerPool pool;
    private final WorkerPool.Body body = this::chunks;

    Converter(QuantisePlan plan, Memory memory, WorkerPool pool) {
      this.x = memory.of(plan.x()).segment();
      this.y = memory.of(plan.y()).segment();
      this.scales = plan.scales().scales(memory);
      this.zeros = plan.scales().zeros(memory);
      this.inner = scales.length == 1 ? plan.elements() : plan.scales().inner();
      this.elements = plan.elements();
      this.signed = plan.dtype() == DType.I8;
      this.quantises = plan.quantises();
      this.pool = pool;
    }

    @Override
    public void run() {
      pool.run(Math.ceilDiv(elements, CHUNK), body);
    }

    private void chunks(int member, int first, int end) {
      int last = Math.min(end * CHUNK, elements);
      for (int at = first * CHUNK; at < last; ) {
        int run = at / inner;
        int stop = (int) Math.min(last, (run + 1L) * inner);
        int index = run % scales.length;
        if (quantises) {
          quantise(at, stop, scales[index], zeros[index]);
        } else {
          dequantise(at, stop, scales[index], zeros[index]);
        }
        at = stop;
      }
    }

    private void quantise(int from, int to, float scale, int zero) {
      float least = signed ? -128 : 0;
      float most = signed ? 127 : 255;
      for (int i = from; i < to; i++) {
        float value = x.get(F32, (long) i * Float.BYTES) / scale;
        float rounded = (float) Math.rint(value) + zero;
        float held = Float.isNaN(rounded) ? zero : Math.min(Math.max(rounded, least), most);
        y.set(ValueLayout.JAVA_BYTE, i, (byte) (int) held);
      }
    }

    private void dequantise(int from, int to, float scale, int zero) {
      int mask = signed ? -1 : 0xff;
      for (int i = from; i < to; i++) {
        int q = x.get(ValueLayout.JAVA_BYTE, i) & mask;
        y.set(F32, (long) i * Float.BYTES, (float) (q - zero) * scale);
      }
    }
  }
}
