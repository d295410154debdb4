package dev.ridgeline.engine.interpreter;

import dev.ridgeline.core.UserError;
import java.util.Arrays;

/** numpy's broadcasting: shapes are aligned at their last axes, and sizes of 1 are repeated. */
final class Broadcast {
  private Broadcast() {}

  /** The shape that both shapes are repeated to. */
  static int[] dims(int[] a, int[] b) {
    int rank = Math.max(a.length, b.length);
    int[] dims = new int[rank];
    for (int i = 0; i < rank; i++) {
      int left = size(a, i - (rank - a.length));
      int right = size(b, i - (rank - b.length));
      if (left != right && left != 1 && right != 1) {
        throw new UserError(
            "shapes %s and %s do not broadcast".formatted(Arrays.toString(a), Arrays.toString(b)));
      }
      dims[i] = left == 1 ? right : left;
    }
    return dims;
  }

  private static int size(int[] dims, int axis) {
    return axis < 0 ? 1 : dims[axis];
  }

  /** {@code array} repeated to {@code dims}; itself when it has that shape. */
  static Array to(Array array, int... dims) {
    if (Arrays.equals(array.dims, dims)) {
      return array;
    }
    int lead = dims.length - array.rank();
    int[] own = Strided.strides(array.dims);
    int[] strides = new int[dims.length];
    for (int i = 0; i < array.rank(); i++) {
      if (array.dims[i] != 1 && array.dims[i] != dims[lead + i]) {
        throw new UserError(
            "shape %s does not broadcast to %s"
                .formatted(Arrays.toString(array.dims), Arrays.toString(dims)));
      }
      strides[lead + i] = array.dims[i] == 1 ? 0 : own[i];
    }
    return Strided.gather(array, 0, strides, dims);
  }
}
