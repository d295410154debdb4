package dev.ridgeline.engine.kernel;

import dev.ridgeline.core.integer.OnnxQuantisation;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * Quantises f32 to u8 with the scale and zero point that its least and greatest element ask for, as
 * {@link OnnxQuantisation#dynamic} finds them.
 *
 * @param elements of x
 * @param x input
 * @param y quantised, u8
 * @param scale one f32
 * @param zero one u8
 */
public record DynamicQuantisePlan(int elements, Placed x, Placed y, Placed scale, Placed zero)
    implements StepPlan {

  @Override
  public String kernel() {
    return "quantise by range";
  }

  @Override
  public List<Placed> inputs() {
    return List.of(x);
  }

  @Override
  public List<Placed> outputs() {
    return List.of(y, scale, zero);
  }

  @Override
  public Step build(Memory memory, Compilers compilers) {
    return new Quantiser(
        memory.of(x).segment(),
        memory.of(y).segment(),
        memory.of(scale).segment(),
        memory.of(zero).segment(),
        elements);
  }

  private record Quantiser(
      MemorySegment x, MemorySegment y, MemorySegment scale, MemorySegment zero, int elements)
      implements Step {
    private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED;

    @Override
    public void run() {
      float least = 0;
      float most = 0;
      for (int i = 0; i < elements; i++) {
        float value = x.get(F32, (long) i * Float.BYTES);
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
      OnnxQuantisation.Parameters found = OnnxQuantisation.dynamic(least, most);
      scale.set(F32, 0, found.scale());
      zero.set(ValueLayout.JAVA_BYTE, 0, (byte) found.zeroPoint());
      if (found.scale() > 0) {
        quantise(found.scale(), (float) found.zeroPoint());
      } else {
        y.fill((byte) 0);
      }
    }

    private void quantise(float by, float shift) {
      for (int i = 0; i < elements; i++) {
        float rounded = (float) Math.rint(x.get(F32, (long) i * Float.BYTES) / by) + shift;
        y.set(ValueLayout.JAVA_BYTE, i, (byte) (int) Math.min(Math.max(rounded, 0), 255));
      }
    }
  }
}
