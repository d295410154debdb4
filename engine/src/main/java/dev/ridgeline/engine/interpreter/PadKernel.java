package dev.ridgeline.engine.interpreter;

import dev.ridgeline.core.op.Movement;

/** Puts a border around an array; negative pads crop. */
final class PadKernel {
  private PadKernel() {}

  static Array run(Movement.Pad op, Operands in) {
    Array x = in.get(0);
    int rank = x.rank();
    int[] begin = new int[rank];
    int[] dims = x.dims.clone();
    int[] pads = in.get(1).ints();
    int count = pads.length / 2;
    for (int i = 0; i < count; i++) {
      int axis = in.has(3) ? Array.axis(in.get(3).whole(i), rank) : i;
      begin[axis] = pads[i];
      dims[axis] += pads[i] + pads[count + i];
    }
    Array y = x.like(dims);
    int[] strides = Strided.strides(x.dims);
    int[] index = new int[rank];
    for (int i = 0; i < y.size; i++) {
      int from = 0;
      for (int axis = 0; axis < rank && from >= 0; axis++) {
        int at = source(op.mode(), index[axis] - begin[axis], x.dims[axis]);
        from = at < 0 ? -1 : from + at * strides[axis];
      }
      if (from >= 0) {
        y.copy(i, x, from, 1);
      } else if (in.has(2) && in.get(2).size > 0) {
        y.copy(i, in.get(2), 0, 1);
      }
      for (int axis = rank - 1; axis >= 0 && ++index[axis] == dims[axis]; axis--) {
        index[axis] = 0;
      }
    }
    return y;
  }

  /** Where an element outside comes from; -1: from the constant. */
  private static int source(Movement.PadMode mode, int at, int size) {
    if (at >= 0 && at < size) {
      return at;
    }
    return switch (mode) {
      case CONSTANT -> -1;
      case EDGE -> Math.clamp(at, 0, size - 1);
      case WRAP -> Math.floorMod(at, size);
      case REFLECT -> {
        if (size == 1) {
          yield 0;
        }
        int period = 2 * (size - 1);
        int folded = Math.floorMod(at, period);
        yield folded < size ? folded : period - folded;
      }
    };
  }
}
