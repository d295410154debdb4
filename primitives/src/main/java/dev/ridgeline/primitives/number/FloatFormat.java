package dev.ridgeline.primitives.number;

import dev.ridgeline.core.number.Minifloat;

/**
 * Binary floating point with every operation rounded to nearest, ties to even: f64, f32, or a
 * {@link Minifloat}. Overflow saturates where a format has no infinity.
 *
 * <p>Error: {@link #round} rounds a double once. Sums and products of two values of a format with
 * at most 25 bits are exact in double or are rounded as if once (53 is at least 2p + 2), so that
 * arithmetic emulated in double equals the format's own.
 *
 * <p>Source: Figueroa, "When is double rounding innocuous?", SIGNUM 30 (1995).
 */
public final class FloatFormat implements NumberFormat {
  /** IEEE 754 binary64. */
  public static final FloatFormat F64 = new FloatFormat("f64", 53, -1022, Double.MAX_VALUE, true);

  /** IEEE 754 binary32. */
  public static final FloatFormat F32 = new FloatFormat("f32", 24, -126, Float.MAX_VALUE, true);

  public static final FloatFormat F16 = of("f16", Minifloat.F16);
  public static final FloatFormat BF16 = of("bf16", Minifloat.BF16);
  public static final FloatFormat F8E4M3 = of("fp8-e4m3", Minifloat.F8E4M3FN);
  public static final FloatFormat F8E5M2 = of("fp8-e5m2", Minifloat.F8E5M2);

  private static final int DOUBLE_MANTISSA = 52;

  private final String label;
  private final int precision;
  private final double minNormal;
  private final double max;
  private final boolean infinite;
  private final int dropped;
  private final long half;
  private final long mask;
  private final double grid;
  private final boolean isDouble;
  private final boolean isFloat;

  private FloatFormat(String label, int precision, int minExponent, double max, boolean infinite) {
    this.label = label;
    this.precision = precision;
    this.minNormal = Math.scalb(1.0, minExponent);
    this.max = max;
    this.infinite = infinite;
    this.dropped = DOUBLE_MANTISSA + 1 - precision;
    this.half = dropped == 0 ? 0 : (1L << (dropped - 1)) - 1;
    this.mask = -(1L << dropped);
    // Adding this to a smaller number leaves multiples of the smallest subnormal.
    this.grid = 1.5 * Math.scalb(1.0, DOUBLE_MANTISSA + minExponent - (precision - 1));
    this.isDouble = precision == 53;
    this.isFloat = precision == 24 && max == Float.MAX_VALUE;
  }

  /** The format of e exponent and m mantissa bits, named {@code e5m10}. */
  public static FloatFormat of(Minifloat format) {
    return of(format.label(), format);
  }

  private static FloatFormat of(String label, Minifloat format) {
    return new FloatFormat(
        label,
        format.mantissaBits() + 1,
        1 - format.bias(),
        format.maxFinite(),
        format.specials() == Minifloat.Specials.IEEE);
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public double unitRoundoff() {
    return Math.scalb(1.0, -precision);
  }

  /** Bits of the significand, the implied one among them. */
  public int precision() {
    return precision;
  }

  /** The value of the format nearest to {@code x}, of two equally near ones the even one. */
  public double round(double x) {
    if (isDouble) {
      return x;
    }
    if (isFloat) {
      return (float) x;
    }
    double size = Math.abs(x);
    if (size < minNormal) {
      return Math.copySign((size + grid) - grid, x);
    }
    long bits = Double.doubleToRawLongBits(x);
    double rounded = Double.longBitsToDouble((bits + half + (bits >>> dropped & 1)) & mask);
    if (Math.abs(rounded) <= max || Double.isNaN(x)) {
      return Double.isNaN(x) ? x : rounded;
    }
    return Math.copySign(infinite ? Double.POSITIVE_INFINITY : max, x);
  }

  /** The sum, rounded. */
  public double add(double a, double b) {
    return round(a + b);
  }

  /** The product, rounded. */
  public double multiply(double a, double b) {
    return round(a * b);
  }

  /** The fused multiply-add a b + c, rounded once (f64 and f32 exactly so). */
  public double fma(double a, double b, double c) {
    return isFloat ? Math.fma((float) a, (float) b, (float) c) : round(Math.fma(a, b, c));
  }

  @Override
  public void store(double[] values, int blocks) {
    if (isDouble) {
      return;
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = round(values[i]);
    }
  }

  @Override
  public boolean givenRounded() {
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FloatFormat that && label.equals(that.label);
  }

  @Override
  public int hashCode() {
    return label.hashCode();
  }

  @Override
  public String toString() {
    return label;
  }
}
