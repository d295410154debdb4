package dev.ridgeline.engine.convert;

import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** Shapes as operators want them. */
final class Shapes {
  private Shapes() {}

  /** The sizes, -1 for one that may vary. */
  static long[] sizes(Shape shape) {
    return shape.dims().stream().mapToLong(dim -> dim.isKnown() ? dim.size() : -1).toArray();
  }

  /** The shape in another order of its axes. */
  static Shape ordered(Shape shape, List<Integer> order) {
    List<Dim> dims = new ArrayList<>();
    order.forEach(axis -> dims.add(shape.dim(axis)));
    return Shape.of(dims);
  }
}
