package dev.ridgeline.engine.interpreter;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.op.Movement;
import dev.ridgeline.core.tensor.DType;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Operators that pick elements by index or condition. */
final class GatherKernels {
  private GatherKernels() {}

  /** An index counted from the front; one outside the axis is an error. */
  static int index(long given, int size) {
    if (given < -size || given >= size) {
      throw new UserError("index %d is outside an axis of size %d".formatted(given, size));
    }
    return (int) (given < 0 ? given + size : given);
  }

  static Array gather(Movement.Gather op, Array data, Array indices) {
    int axis = Array.axis(op.axis(), data.rank());
    int[] dims =
        IntStream.concat(
                IntStream.concat(Arrays.stream(data.dims, 0, axis), Arrays.stream(indices.dims)),
                Arrays.stream(data.dims, axis + 1, data.rank()))
            .toArray();
    Array y = data.like(dims);
    int inner = Strided.strides(data.dims)[axis];
    int row = inner * data.dims[axis];
    int outer = Array.elements(Arrays.copyOf(data.dims, axis));
    int to = 0;
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < indices.size; i++) {
        int at = index(indices.whole(i), data.dims[axis]);
        y.copy(to, data, o * row + at * inner, inner);
        to += inner;
      }
    }
    return y;
  }

  static Array gatherElements(Movement.GatherElements op, Array data, Array indices) {
    int axis = Array.axis(op.axis(), data.rank());
    Array y = data.like(indices.dims);
    int[] strides = Strided.strides(data.dims);
    int[] own = Strided.strides(indices.dims);
    for (int i = 0; i < indices.size; i++) {
      y.copy(i, data, element(i, axis, indices, own, data, strides), 1);
    }
    return y;
  }

  /** Where in {@code data} the element addressed by element {@code i} of {@code indices} stands. */
  static int element(
      int i, int axis, Array indices, int[] indexStrides, Array data, int[] strides) {
    int from = 0;
    for (int d = 0; d < data.rank(); d++) {
      int at =
          d == axis ? index(indices.whole(i), data.dims[d]) : i / indexStrides[d] % indices.dims[d];
      from += at * strides[d];
    }
    return from;
  }

  static Array gatherNd(Movement.GatherNd op, Array data, Array indices) {
    int batch = op.batchDims();
    int depth = indices.dims[indices.rank() - 1];
    int[] tail = Arrays.copyOfRange(data.dims, batch + depth, data.rank());
    int[] dims =
        IntStream.concat(Arrays.stream(indices.dims, 0, indices.rank() - 1), Arrays.stream(tail))
            .toArray();
    Array y = data.like(dims);
    int[] strides = Strided.strides(data.dims);
    int inner = Array.elements(tail);
    int tuples = depth == 0 ? Array.elements(dims) / Math.max(1, inner) : indices.size / depth;
    int batches = Array.elements(Arrays.copyOf(data.dims, batch));
    int perBatch = batches == 0 ? 0 : tuples / batches;
    int batchStride = batches == 0 ? 0 : data.size / batches;
    for (int t = 0; t < tuples; t++) {
      int from = t / perBatch * batchStride;
      for (int d = 0; d < depth; d++) {
        from += index(indices.whole(t * depth + d), data.dims[batch + d]) * strides[batch + d];
      }
      y.copy(t * inner, data, from, inner);
    }
    return y;
  }

  static Array oneHot(Movement.OneHot op, Operands in) {
    Array indices = in.get(0);
    int depth = Math.toIntExact(in.get(1).whole(0));
    Array values = in.get(2);
    int axis = Array.axis(op.axis(), indices.rank() + 1);
    int[] dims =
        IntStream.concat(
                IntStream.concat(Arrays.stream(indices.dims, 0, axis), IntStream.of(depth)),
                Arrays.stream(indices.dims, axis, indices.rank()))
            .toArray();
    Array y = values.like(dims);
    int inner = Strided.strides(dims)[axis];
    for (int i = 0; i < y.size; i++) {
      int at = i / inner % depth;
      long wanted = indices.whole(i / (inner * depth) * inner + i % inner);
      boolean on = wanted >= -depth && wanted < depth && Math.floorMod(wanted, depth) == at;
      y.copy(i, values, on ? 1 : 0, 1);
    }
    return y;
  }

  static Array compress(Movement.Compress op, Array x, Array condition) {
    int[] kept = IntStream.range(0, condition.size).filter(i -> condition.whole(i) != 0).toArray();
    Array indices = Array.zeros(DType.I64, kept.length);
    for (int i = 0; i < kept.length; i++) {
      indices.setWhole(i, kept[i]);
    }
    return op.flat()
        ? gather(new Movement.Gather(0), x.reshaped(x.size), indices)
        : gather(new Movement.Gather(op.axis()), x, indices);
  }

  static Array nonZero(Array x) {
    int[] found = IntStream.range(0, x.size).filter(i -> x.real(i) != 0).toArray();
    int[] strides = Strided.strides(x.dims);
    Array y = Array.zeros(DType.I64, x.rank(), found.length);
    for (int d = 0; d < x.rank(); d++) {
      for (int i = 0; i < found.length; i++) {
        y.setWhole(d * found.length + i, found[i] / strides[d] % x.dims[d]);
      }
    }
    return y;
  }
}
