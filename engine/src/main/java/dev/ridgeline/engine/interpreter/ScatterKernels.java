package dev.ridgeline.engine.interpreter;

import dev.ridgeline.core.op.Binary;
import dev.ridgeline.core.op.Movement;
import java.util.Arrays;

/** Operators that put elements where indices say, in the order of the updates. */
final class ScatterKernels {
  private ScatterKernels() {}

  static Array elements(Movement.ScatterElements op, Array data, Array indices, Array updates) {
    int axis = Array.axis(op.axis(), data.rank());
    Array y = copy(data);
    int[] strides = Strided.strides(data.dims);
    int[] own = Strided.strides(indices.dims);
    for (int i = 0; i < indices.size; i++) {
      int to = GatherKernels.element(i, axis, indices, own, data, strides);
      put(op.combine(), y, to, updates, i);
    }
    return y;
  }

  static Array nd(Movement.ScatterNd op, Array data, Array indices, Array updates) {
    int depth = indices.dims[indices.rank() - 1];
    Array y = copy(data);
    int[] strides = Strided.strides(data.dims);
    int inner = Array.elements(Arrays.copyOfRange(data.dims, depth, data.rank()));
    int tuples = inner == 0 ? 0 : updates.size / inner;
    for (int t = 0; t < tuples; t++) {
      int to = 0;
      for (int d = 0; d < depth; d++) {
        to += GatherKernels.index(indices.whole(t * depth + d), data.dims[d]) * strides[d];
      }
      for (int i = 0; i < inner; i++) {
        put(op.combine(), y, to + i, updates, t * inner + i);
      }
    }
    return y;
  }

  private static Array copy(Array data) {
    Array y = data.like(data.dims);
    y.copy(0, data, 0, data.size);
    return y;
  }

  private static void put(Movement.Combine combine, Array y, int to, Array updates, int from) {
    switch (combine) {
      case NONE -> y.copy(to, updates, from, 1);
      case ADD -> y.copy(to, apply(Binary.ADD, y, to, updates, from), 0, 1);
      case MUL -> y.copy(to, apply(Binary.MUL, y, to, updates, from), 0, 1);
      case MAX -> y.copy(to, apply(Binary.MAX, y, to, updates, from), 0, 1);
      case MIN -> y.copy(to, apply(Binary.MIN, y, to, updates, from), 0, 1);
    }
  }

  private static Array apply(Binary op, Array y, int to, Array updates, int from) {
    Array a = y.like();
    a.copy(0, y, to, 1);
    Array b = updates.like();
    b.copy(0, updates, from, 1);
    return BinaryKernels.apply(op, a, b);
  }
}
