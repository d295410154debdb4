package dev.ridgeline.core.op;

import dev.ridgeline.core.tensor.Layout;
import java.util.List;

/** Operators that combine the values under a moving window, channel by channel, and resampling. */
public sealed interface Pool extends Op {

  @Override
  default String label() {
    return getClass().getSimpleName();
  }

  /** Output 1, optional: i64 indices of the maxima. {@code ceilMode} rounds output sizes up. */
  record MaxPool(Window window, boolean ceilMode, boolean columnMajorIndices, Layout layout)
      implements Pool {}

  /** {@code countIncludePad}: the divisor counts padding. */
  record AveragePool(Window window, boolean ceilMode, boolean countIncludePad, Layout layout)
      implements Pool {}

  /** The p-norm under the window. */
  record LpPool(Window window, boolean ceilMode, int p, Layout layout) implements Pool {}

  /** How a global pool combines. */
  enum GlobalKind {
    AVERAGE("GlobalAveragePool"),
    MAX("GlobalMaxPool"),
    LP("GlobalLpPool");

    private final String label;

    GlobalKind(String label) {
      this.label = label;
    }
  }

  /** All spatial axes to size 1. {@code p} is used by LP only. */
  record Global(GlobalKind kind, int p, Layout layout) implements Pool {
    @Override
    public String label() {
      return kind.label;
    }
  }

  /**
   * Resampling of any axes with ONNX's inputs (x, roi, scales, sizes) and its names for modes.
   *
   * @param mode nearest, linear or cubic
   * @param coordinates half_pixel, asymmetric, align_corners, ...
   * @param axes the axes that scales and sizes are for; empty: all
   */
  record Resize(
      String mode,
      String coordinates,
      String nearestMode,
      float cubicCoefficient,
      boolean excludeOutside,
      float extrapolationValue,
      boolean antialias,
      String aspectRatioPolicy,
      List<Integer> axes)
      implements Pool {
    public Resize {
      axes = List.copyOf(axes);
    }
  }
}
