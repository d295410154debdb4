package dev.ridgeline.core.shape;

import dev.ridgeline.core.graph.Constant;
import java.util.List;
import java.util.Optional;

/** Small integer constants, as shapes, axes and pads are: the only ones whose elements are read. */
public final class SmallIntegers {
  private SmallIntegers() {}

  /** The elements, row-major, of an i64, i32 or bool constant of at most 1024 elements. */
  public static Optional<List<Long>> of(Constant constant) {
    return ShapeArithmetic.literal(constant).map(IntValues::longs);
  }
}
