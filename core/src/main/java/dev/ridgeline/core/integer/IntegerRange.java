package dev.ridgeline.core.integer;

/** What the limits of an activation are in integers. */
public final class IntegerRange {
  private IntegerRange() {}

  /** The i8 values that stand for {@code least} to {@code most}; infinities leave a side open. */
  public static Limits of(Affine output, float least, float most) {
    int low = Float.isInfinite(least) ? -128 : output.nearest(least, Rounding.TFLM);
    int high = Float.isInfinite(most) ? 127 : output.nearest(most, Rounding.TFLM);
    return new Limits(low, high);
  }
}
