package dev.ridgeline.core.integer;

/**
 * The mean of integers over height and width, kept as axes of size 1, as the desktop kernels of
 * TensorFlow Lite compute it for such axes alone: {@code sum M + b}, {@code M = s / (count t)} in
 * fixed point, {@code b = t0 - round(s0 s / t)}, with scales s, t and zero points s0, t0 of input
 * and output. Scales are multiplied and divided in f32.
 *
 * <p><b>Source.</b> TensorFlow Lite 2.20, optimized_integer_ops::Mean.
 */
public final class SpatialMean {
  private final FixedPointMultiplier multiplier;
  private final int bias;

  /** Means of {@code count} elements. */
  public SpatialMean(Affine input, Affine output, int count) {
    float offset = input.zeroPoint() * input.scale() / output.scale();
    this.bias = output.zeroPoint() - (int) (offset > 0 ? offset + 0.5f : offset - 0.5f);
    this.multiplier = FixedPointMultiplier.of(input.scale() / (count * output.scale()));
  }

  /** The mean of elements that add up to {@code sum}, zero points included. */
  public int of(int sum) {
    return Limits.I8.clamp((long) multiplier.halfAwayFromZero(sum) + bias);
  }
}
