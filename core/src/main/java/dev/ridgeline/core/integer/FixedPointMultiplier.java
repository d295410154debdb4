package dev.ridgeline.core.integer;

/**
 * A positive real factor as a 31-bit mantissa and a power of two: {@code mantissa 2^(exponent -
 * 31)}.
 *
 * <p><b>Error.</b> The factor is off by at most 2^-31 of itself; each product is rounded to an
 * integer in the named way.
 *
 * <p><b>Limits.</b> Products within i32, as in the kernels that this follows.
 *
 * <p><b>Source.</b> Jacob et al., Quantization and Training of Neural Networks for Efficient
 * Integer-Arithmetic-Only Inference (2017), section 2.2; TensorFlow Lite's QuantizeMultiplier.
 *
 * @param mantissa 0, or 2^30 to 2^31 - 1
 * @param exponent left shift where positive, right shift where negative
 */
public record FixedPointMultiplier(int mantissa, int exponent) {

  /** The multiplier nearest to {@code factor}, which is not negative; below 2^-32 it is 0. */
  public static FixedPointMultiplier of(double factor) {
    if (!(factor >= 0) || Double.isInfinite(factor)) {
      throw new IllegalArgumentException("a factor is finite and not negative but got " + factor);
    }
    if (factor == 0) {
      return new FixedPointMultiplier(0, 0);
    }
    int exponent = Math.getExponent(factor) + 1;
    long mantissa = (long) Math.floor(Math.scalb(factor, 31 - exponent) + 0.5);
    if (mantissa == 1L << 31) {
      mantissa >>= 1;
      exponent++;
    }
    if (exponent < -31) {
      return new FixedPointMultiplier(0, 0);
    }
    if (exponent > 30) {
      return new FixedPointMultiplier(Integer.MAX_VALUE, 30);
    }
    return new FixedPointMultiplier((int) mantissa, exponent);
  }

  /** {@code x} times the factor, rounded twice, both times half away from zero where it matters. */
  public int halfAwayFromZero(int x) {
    int left = Math.max(exponent, 0);
    int right = Math.max(-exponent, 0);
    return FixedPoint.shiftRightHalfAway(FixedPoint.multiplyHigh(x << left, mantissa), right);
  }

  /** {@code x} times the factor, rounded twice, ties of the second rounding upwards. */
  public int halfUp(int x) {
    int left = Math.max(exponent, 0);
    int right = Math.max(-exponent, 0);
    int high = FixedPoint.multiplyHigh(x << left, mantissa);
    return right == 0 ? high : (int) (((long) high + (1L << (right - 1))) >> right);
  }

  /** {@code x} times the factor, rounded once, ties upwards. */
  public int once(int x) {
    int shift = 31 - exponent;
    return (int) ((x * (long) mantissa + (1L << (shift - 1))) >> shift);
  }
}
