package dev.ridgeline.core.integer;

/**
 * The mean of integers of one scale in another.
 *
 * <p><b>Source.</b> TensorFlow Lite's MEAN: the number of elements is folded into the multiplier.
 */
public final class IntegerMean {
  private final Affine input;
  private final Affine output;
  private final int count;
  private final double exactFactor;
  private final Rounding rounding;
  private final FixedPointMultiplier multiplier;

  /** Means of {@code count} elements. */
  public IntegerMean(Rounding rounding, Affine input, Affine output, int count) {
    this.rounding = rounding;
    this.input = input;
    this.output = output;
    this.count = count;
    double factor = input.scale() / (double) output.scale();
    this.exactFactor = factor / count;
    FixedPointMultiplier scale = FixedPointMultiplier.of(factor);
    int shift = 63 - Long.numberOfLeadingZeros(count);
    shift = Math.min(Math.min(shift, 32), 31 + scale.exponent());
    long mantissa = ((long) scale.mantissa() << shift) / count;
    this.multiplier = new FixedPointMultiplier((int) mantissa, scale.exponent() - shift);
  }

  /** The mean of elements that add up to {@code sum}, zero points included. */
  public int of(int sum) {
    int centred = sum - count * input.zeroPoint();
    long scaled =
        rounding == Rounding.ONNX
            ? (long) Math.rint(centred * exactFactor)
            : multiplier.halfAwayFromZero(centred);
    return Limits.I8.clamp(scaled + output.zeroPoint());
  }
}
