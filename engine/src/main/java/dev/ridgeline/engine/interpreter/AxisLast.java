package dev.ridgeline.engine.interpreter;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An array turned so that chosen axes stand last: kernels along axes then work on rows of
 * neighbouring elements.
 *
 * @param turned the array, other axes first
 * @param permutation axis i of {@code turned} is axis {@code permutation[i]} of the array
 * @param rows how many rows there are
 * @param length elements of a row
 */
record AxisLast(Array turned, int[] permutation, int rows, int length) {

  static AxisLast of(Array array, int... axes) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < array.rank(); i++) {
      int axis = i;
      if (IntStream.of(axes).noneMatch(a -> a == axis)) {
        order.add(i);
      }
    }
    int rows = 1;
    for (int axis : order) {
      rows *= array.dims[axis];
    }
    int length = 1;
    for (int axis : axes) {
      order.add(axis);
      length *= array.dims[axis];
    }
    int[] permutation = order.stream().mapToInt(Integer::intValue).toArray();
    return new AxisLast(turn(array, permutation), permutation, rows, length);
  }

  private static Array turn(Array array, int[] permutation) {
    for (int i = 0; i < permutation.length; i++) {
      if (permutation[i] != i) {
        return Strided.transpose(array, permutation);
      }
    }
    return array;
  }

  /** An array in the order of {@code turned} turned back. */
  Array back(Array result) {
    int[] inverse = new int[permutation.length];
    for (int i = 0; i < permutation.length; i++) {
      inverse[permutation[i]] = i;
    }
    return turn(result, inverse);
  }
}
