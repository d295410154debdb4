package dev.ridgeline.engine.kernel;

import dev.ridgeline.core.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * Integers as f32, rounded to nearest.
 *
 * @param from type of x: I8, U8, I32, I64 or BOOL
 * @param elements of x and y
 * @param x input
 * @param y output, f32, in the same order
 */
public record CastPlan(DType from, int elements, Placed x, Placed y) implements StepPlan {

  /** Whether there is a kernel for values of this type. */
  public static boolean takes(DType from) {
    return switch (from) {
      case I8, U8, I32, I64, BOOL -> true;
      default -> false;
    };
  }

  @Override
  public String kernel() {
    return "cast " + from.label() + " to f32";
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
    return new Caster(memory.of(x).segment(), memory.of(y).segment(), from, elements);
  }

  private record Caster(MemorySegment x, MemorySegment y, DType from, int elements)
      implements Step {
    private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED;

    @Override
    public void run() {
      switch (from) {
        case I32 -> ints();
        case I64 -> longs();
        default -> bytes(from == DType.I8 ? -1 : 0xff);
      }
    }

    private void ints() {
      for (int i = 0; i < elements; i++) {
        int value = x.get(ValueLayout.JAVA_INT_UNALIGNED, (long) i * Integer.BYTES);
        y.set(F32, (long) i * Float.BYTES, (float) value);
      }
    }

    private void longs() {
      for (int i = 0; i < elements; i++) {
        long value = x.get(ValueLayout.JAVA_LONG_UNALIGNED, (long) i * Long.BYTES);
        y.set(F32, (long) i * Float.BYTES, (float) value);
      }
    }

    private void bytes(int mask) {
      for (int i = 0; i < elements; i++) {
        y.set(F32, (long) i * Float.BYTES, (float) (x.get(ValueLayout.JAVA_BYTE, i) & mask));
      }
    }
  }
}
