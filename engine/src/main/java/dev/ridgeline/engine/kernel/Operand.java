package dev.ridgeline.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** Where an element loop takes one of its values from, by the number of the result's element. */
abstract sealed class Operand {
  private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED;

  /** Called once for each register before the first run. */
  void fillOnce(float[] register) {}

  /** Called at the beginning of each run. */
  void refresh() {}

  /** Puts the values for elements {@code start} to {@code start + count - 1} into a register. */
  abstract void fill(float[] register, int start, int count);

  /**
   * The operand of a result of some shape, broadcast as numpy does.
   *
   * @param block its elements, in the order of {@code shape}
   * @param shape of the operand, with as many axes as the result (ones in front)
   * @param result shape of the result
   */
  static Operand of(Block block, int[] shape, int[] result) {
    int elements = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    if (Arrays.equals(shape, result)) {
      return new Whole(block.segment());
    }
    if (elements == 1) {
      return new One(block.segment());
    }
    int axis = result.length;
    int period = 1;
    while (axis > 0 && shape[axis - 1] == result[axis - 1]) {
      period *= result[--axis];
    }
    return period == elements && period <= ElementLoop.CHUNK
        ? new Periodic(block.segment(), period)
        : new Strided(block.segment(), shape, result);
  }

  /** As many elements as the result. */
  private static final class Whole extends Operand {
    private final MemorySegment from;

    Whole(MemorySegment from) {
      this.from = from;
    }

    @Override
    void fill(float[] register, int start, int count) {
      MemorySegment.copy(from, F32, (long) start * Float.BYTES, register, 0, count);
    }
  }

  /** The same value for every element. */
  private static final class One extends Operand {
    private final MemorySegment from;

    One(MemorySegment from) {
      this.from = from;
    }

    @Override
    void fill(float[] register, int start, int count) {
      Arrays.fill(register, 0, count, from.get(F32, 0));
    }
  }

  /** Values that begin anew after each period, such as one a channel where channels are last. */
  private static final class Periodic extends Operand {
    private final MemorySegment from;
    private final int period;
    private final float[] table;

    Periodic(MemorySegment from, int period) {
      this.from = from;
      this.period = period;
      this.table = new float[period + ElementLoop.CHUNK];
    }

    @Override
    void refresh() {
      MemorySegment.copy(from, F32, 0, table, 0, period);
      for (int done = period; done < table.length; done += Math.min(done, table.length - done)) {
        System.arraycopy(table, 0, table, done, Math.min(done, table.length - done));
      }
    }

    @Override
    void fill(float[] register, int start, int count) {
      System.arraycopy(table, start % period, register, 0, count);
    }
  }

  /** Any broadcasting: runs along the last axes, each from its own place or of one value. */
  private static final class Strided extends Operand {
    private final MemorySegment from;
    private final int[] extents;
    private final int[] strides;
    private final int run;
    private final boolean constant;

    Strided(MemorySegment from, int[] shape, int[] result) {
      this.from = from;
      int axes = result.length;
      int inner = axes - 1;
      this.constant = shape[inner] == 1;
      int length = result[inner];
      while (inner > 0
          && (shape[inner - 1] == 1 || result[inner - 1] == 1) == constant
          && (constant || shape[inner - 1] == result[inner - 1])) {
        length *= result[--inner];
      }
      this.run = length;
      this.extents = Arrays.copyOf(result, inner);
      this.strides = new int[inner];
      int stride = 1;
      for (int axis = axes - 1; axis >= 0; axis--) {
        if (axis < inner) {
          strides[axis] = shape[axis] == 1 ? 0 : stride;
        }
        stride *= shape[axis];
      }
    }

    @Override
    void fill(float[] register, int start, int count) {
      int done = 0;
      while (done < count) {
        int index = start + done;
        int within = index % run;
        int length = Math.min(run - within, count - done);
        long place = offset(index / run);
        if (constant) {
          Arrays.fill(register, done, done + length, from.get(F32, place * Float.BYTES));
        } else {
          MemorySegment.copy(from, F32, (place + within) * Float.BYTES, register, done, length);
        }
        done += length;
      }
    }

    private long offset(int outer) {
      long offset = 0;
      int rest = outer;
      for (int axis = extents.length - 1; axis >= 0; axis--) {
        offset += (long) (rest % extents[axis]) * strides[axis];
        rest /= extents[axis];
      }
      return offset;
    }
  }
}
