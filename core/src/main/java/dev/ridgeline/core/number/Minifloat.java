package dev.ridgeline.core.number;

import dev.ridgeline.core.tensor.DType;
import java.util.Locale;

/**
 * A binary floating-point format by rule: one sign bit, {@code exponentBits}, {@code mantissaBits}.
 *
 * <p>With bias b = 2^(e-1) - 1 (FNUZ: 2^(e-1)) and fields s, E, M: (-1)^s 2^(E-b) (1 + M / 2^m), or
 * (-1)^s 2^(1-b) M / 2^m for E = 0 (zero and subnormals). Codes, {@code 1 + e + m} bits, stand in
 * the low bits of an int. Positive finite codes rise with their values.
 *
 * <p>Error: rounding is to nearest, ties to the even code, in one step from double, so that the
 * relative error of a normal result is at most {@link #unitRoundoff()}. Cost: constant time.
 *
 * <p>Limits: 1 to 8 exponent bits and 0 to 23 mantissa bits (every value is a double); IEEE needs a
 * mantissa bit to tell infinity from NaN, FN more than two bits.
 *
 * <p>Source: IEEE 754-2019, section 3.4; OCP 8-bit Floating Point Specification 1.0, table 1; for
 * FNUZ Noune et al. 2022, arXiv:2206.02915.
 *
 * @param exponentBits e
 * @param mantissaBits m, without the implied bit
 * @param specials which codes are no finite numbers
 */
public record Minifloat(int exponentBits, int mantissaBits, Specials specials) {

  /** Which codes are reserved for infinities and NaN. */
  public enum Specials {
    /** E all ones: infinity for M = 0, else NaN. */
    IEEE(""),
    /** No infinities; NaN only where E and M are all ones. */
    FN("fn"),
    /** No infinities and no negative zero, whose code is the one NaN. */
    FNUZ("fnuz"),
    /** Every code is a finite number. */
    FINITE("finite");

    private final String suffix;

    Specials(String suffix) {
      this.suffix = suffix;
    }
  }

  /** What becomes of values past the largest finite one, infinities among them. */
  public enum Overflow {
    /** The largest finite value of the same sign. */
    SATURATE,
    /**
     * Infinity where the format has it, else NaN. FINITE formats have neither and saturate all the
     * same.
     */
    TO_SPECIAL
  }

  /** IEEE 754 binary16. */
  public static final Minifloat F16 = new Minifloat(5, 10, Specials.IEEE);

  /** The upper half of binary32. */
  public static final Minifloat BF16 = new Minifloat(8, 7, Specials.IEEE);

  /** OCP E4M3: largest finite value 448. */
  public static final Minifloat F8E4M3FN = new Minifloat(4, 3, Specials.FN);

  public static final Minifloat F8E4M3FNUZ = new Minifloat(4, 3, Specials.FNUZ);

  /** OCP E5M2: largest finite value 57344. */
  public static final Minifloat F8E5M2 = new Minifloat(5, 2, Specials.IEEE);

  public static final Minifloat F8E5M2FNUZ = new Minifloat(5, 2, Specials.FNUZ);

  /** OCP E2M1: 0, 0.5, 1, 1.5, 2, 3, 4, 6 and their negatives. */
  public static final Minifloat F4E2M1 = new Minifloat(2, 1, Specials.FINITE);

  private static final int MOST_ENUMERATED_BITS = 16;

  public Minifloat {
    if (exponentBits < 1 || exponentBits > 8 || mantissaBits < 0 || mantissaBits > 23) {
      throw new IllegalArgumentException(
          "a minifloat has 1 to 8 exponent bits and 0 to 23 mantissa bits but got %d and %d"
              .formatted(exponentBits, mantissaBits));
    }
    if (specials == Specials.IEEE && mantissaBits == 0) {
      throw new IllegalArgumentException(
          "an IEEE minifloat needs a mantissa bit to tell infinity from NaN; use FN or FINITE");
    }
    if (specials == Specials.FN && exponentBits + mantissaBits == 1) {
      throw new IllegalArgumentException(
          "a minifloat of 2 bits has no code to spare for NaN; use FINITE");
    }
  }

  /** The format of an element type; throws for types that are no minifloats. */
  public static Minifloat of(DType dtype) {
    return switch (dtype) {
      case F16 -> F16;
      case BF16 -> BF16;
      case F8E4M3FN -> F8E4M3FN;
      case F8E4M3FNUZ -> F8E4M3FNUZ;
      case F8E5M2 -> F8E5M2;
      case F8E5M2FNUZ -> F8E5M2FNUZ;
      case F4E2M1 -> F4E2M1;
      default -> throw new IllegalArgumentException(dtype.label() + " is no minifloat");
    };
  }

  /** Bits of a code, sign included. */
  public int bits() {
    return 1 + exponentBits + mantissaBits;
  }

  public int bias() {
    return (1 << (exponentBits - 1)) - (specials == Specials.FNUZ ? 0 : 1);
  }

  /** 2^-(m+1): the largest relative error of rounding to a normal value. */
  public double unitRoundoff() {
    return Math.scalb(1.0, -(mantissaBits + 1));
  }

  public double maxFinite() {
    return magnitude(maxFiniteCode());
  }

  /** The smallest positive value; every finite value is a multiple of it. */
  public double minSubnormal() {
    return Math.scalb(1.0, 1 - bias() - mantissaBits);
  }

  /** The value from which on the mantissa is whole: 2^(1-bias). */
  public double minNormal() {
    return Math.scalb(1.0, 1 - bias());
  }

  /**
   * The code of the value nearest to {@code x}, of two equally near ones the even code.
   *
   * @throws ArithmeticException for NaN in a FINITE format
   */
  public int encode(double x, Overflow overflow) {
    if (Double.isNaN(x)) {
      return nan();
    }
    boolean negative = Double.doubleToRawLongBits(x) < 0;
    long code = roundedCode(Math.abs(x));
    if (code > maxFiniteCode()) {
      if (overflow == Overflow.TO_SPECIAL && specials != Specials.FINITE) {
        return specials == Specials.IEEE ? signed(infinityCode(), negative) : nan(negative);
      }
      code = maxFiniteCode();
    }
    return signed((int) code, negative);
  }

  /** The value of a code; bits above {@link #bits()} are not looked at. */
  public double decode(int code) {
    int sign = 1 << (exponentBits + mantissaBits);
    int low = code & (sign - 1);
    boolean negative = (code & sign) != 0;
    if (specials == Specials.FNUZ && negative && low == 0) {
      return Double.NaN;
    }
    if (low > maxFiniteCode()) {
      boolean infinite = specials == Specials.IEEE && low == infinityCode();
      return !infinite
          ? Double.NaN
          : negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    return negative ? -magnitude(low) : magnitude(low);
  }

  /** The nearest value that the format has: {@code decode(encode(x, overflow))}. */
  public double round(double x, Overflow overflow) {
    return decode(encode(x, overflow));
  }

  /**
   * Every finite value once, ascending, zero once.
   *
   * @throws IllegalStateException for formats of more than 16 bits
   */
  public double[] finiteValues() {
    if (bits() > MOST_ENUMERATED_BITS) {
      throw new IllegalStateException(
          "%s has %d bits; only formats of up to %d are enumerated"
              .formatted(label(), bits(), MOST_ENUMERATED_BITS));
    }
    int most = maxFiniteCode();
    double[] values = new double[2 * most + 1];
    for (int code = 1; code <= most; code++) {
      values[most + code] = magnitude(code);
      values[most - code] = -values[most + code];
    }
    return values;
  }

  /** The name as printed, for example {@code e4m3fn}. */
  public String label() {
    return "e%dm%d%s"
        .formatted(exponentBits, mantissaBits, specials.suffix)
        .toLowerCase(Locale.ROOT);
  }

  /**
   * The code that {@code x} at least 0 rounds to if exponents had no end. Scaling by a power of two
   * is exact here: no result is subnormal in double.
   */
  private long roundedCode(double x) {
    if (Double.isInfinite(x)) {
      return Long.MAX_VALUE;
    }
    int exponent = Math.max(Math.getExponent(x), 1 - bias());
    double units = Math.scalb(x, mantissaBits - exponent);
    double whole = Math.floor(units);
    // Units of a normal value hold the implied bit, which adds the 1 that the field lacks; a carry
    // out of the mantissa moves the code on to the next exponent.
    long code = ((long) (exponent + bias() - 1) << mantissaBits) + (long) whole;
    double rest = units - whole;
    boolean up = rest > 0.5 || (rest == 0.5 && (code & 1) == 1);
    return up ? code + 1 : code;
  }

  private double magnitude(int code) {
    int field = code >>> mantissaBits;
    int mantissa = code & ((1 << mantissaBits) - 1);
    return field == 0
        ? Math.scalb((double) mantissa, 1 - bias() - mantissaBits)
        : Math.scalb((double) ((1 << mantissaBits) + mantissa), field - bias() - mantissaBits);
  }

  private int infinityCode() {
    return ((1 << exponentBits) - 1) << mantissaBits;
  }

  private int maxFiniteCode() {
    int all = (1 << (exponentBits + mantissaBits)) - 1;
    return switch (specials) {
      case IEEE -> infinityCode() - 1;
      case FN -> all - 1;
      case FNUZ, FINITE -> all;
    };
  }

  private int signed(int code, boolean negative) {
    boolean hidden = specials == Specials.FNUZ && code == 0;
    return negative && !hidden ? code | 1 << (exponentBits + mantissaBits) : code;
  }

  private int nan() {
    return nan(false);
  }

  private int nan(boolean negative) {
    return switch (specials) {
      case IEEE -> signed(infinityCode() | 1 << (mantissaBits - 1), negative);
      case FN -> signed((1 << (exponentBits + mantissaBits)) - 1, negative);
      case FNUZ -> 1 << (exponentBits + mantissaBits);
      case FINITE ->
          throw new ArithmeticException(
              "%s has no NaN; replace it before rounding or use an FN format".formatted(label()));
    };
  }
}
