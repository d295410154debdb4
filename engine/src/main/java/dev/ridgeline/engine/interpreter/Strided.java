package dev.ridgeline.engine.interpreter;

/** Walks over elements by strides: transposing, broadcasting, slicing are the same copy. */
final class Strided {
  private Strided() {}

  /** Distances between neighbours along each axis of a row-major array. */
  static int[] strides(int[] dims) {
    int[] strides = new int[dims.length];
    int stride = 1;
    for (int i = dims.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= dims[i];
    }
    return strides;
  }

  /** The elements at {@code offset + sum(index * strides)} for every index of {@code dims}. */
  static Array gather(Array source, int offset, int[] strides, int[] dims) {
    Array result = source.like(dims);
    if (result.size == 0) {
      return result;
    }
    int rank = dims.length;
    int inner = rank == 0 ? 1 : dims[rank - 1];
    int step = rank == 0 ? 1 : strides[rank - 1];
    int[] index = new int[rank];
    int from = offset;
    for (int to = 0; to < result.size; to += inner) {
      row(source, from, step, result, to, inner);
      for (int axis = rank - 2; axis >= 0; axis--) {
        from += strides[axis];
        if (++index[axis] < dims[axis]) {
          break;
        }
        from -= dims[axis] * strides[axis];
        index[axis] = 0;
      }
    }
    return result;
  }

  private static void row(Array source, int from, int step, Array result, int to, int count) {
    if (step == 1) {
      result.copy(to, source, from, count);
      return;
    }
    switch (source) {
      case FloatArray floats -> {
        float[] out = ((FloatArray) result).values;
        for (int i = 0; i < count; i++) {
          out[to + i] = floats.values[from + i * step];
        }
      }
      case DoubleArray doubles -> {
        double[] out = ((DoubleArray) result).values;
        for (int i = 0; i < count; i++) {
          out[to + i] = doubles.values[from + i * step];
        }
      }
      case LongArray longs -> {
        long[] out = ((LongArray) result).values;
        for (int i = 0; i < count; i++) {
          out[to + i] = longs.values[from + i * step];
        }
      }
    }
  }

  /** Output axis i is input axis {@code permutation[i]}. */
  static Array transpose(Array source, int... permutation) {
    int[] strides = strides(source.dims);
    int[] dims = new int[permutation.length];
    int[] moved = new int[permutation.length];
    for (int i = 0; i < permutation.length; i++) {
      dims[i] = source.dims[permutation[i]];
      moved[i] = strides[permutation[i]];
    }
    return gather(source, 0, moved, dims);
  }
}
