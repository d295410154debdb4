package dev.ridgeline.core.integer;

/**
 * Functions of 32-bit fixed-point numbers; Qm.n has m integer bits and n fractional bits beside the
 * sign.
 *
 * <p><b>Source.</b> The definitions of gemmlowp's fixed-point library, which TensorFlow Lite's
 * reference kernels rest on: exp by a polynomial on [-1/4, 0) and a table of powers, 1/(1+x) by
 * three Newton-Raphson steps from 48/17 - 32/17 x.
 */
final class FixedPoint {
  private static final int ONE = Integer.MAX_VALUE;

  /** exp(-2^i) for i from -2 to 4 in Q0.31. */
  private static final int[] EXP_OF_POWERS = {
    1672461947, 1302514674, 790015084, 290630308, 39332535, 720401, 242
  };

  private FixedPoint() {}

  /** {@code a b / 2^31} rounded half up, saturating. */
  static int multiplyHigh(int a, int b) {
    if (a == Integer.MIN_VALUE && b == Integer.MIN_VALUE) {
      return Integer.MAX_VALUE;
    }
    return (int) ((a * (long) b + (1L << 30)) >> 31);
  }

  /** {@code x / 2^shift} rounded half away from zero. */
  static int shiftRightHalfAway(int x, int shift) {
    if (shift == 0) {
      return x;
    }
    long half = 1L << (shift - 1);
    return (int) (x >= 0 ? (x + half) >> shift : -((-(long) x + half) >> shift));
  }

  private static int shiftLeftSaturating(int x, int shift) {
    return Math.clamp((long) x << shift, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  /** exp(a) in Q0.31 of {@code a} not above 0 with {@code integerBits} integer bits. */
  static int expOfNegative(int a, int integerBits) {
    if (a == 0) {
      return ONE;
    }
    int fractionalBits = 31 - integerBits;
    int quarter = 1 << (fractionalBits - 2);
    int withinQuarter = (a & (quarter - 1)) - quarter;
    int result = expAboveMinusQuarter(shiftLeftSaturating(withinQuarter, integerBits));
    int remainder = withinQuarter - a;
    for (int i = 0; i < EXP_OF_POWERS.length; i++) {
      int power = i - 2;
      if (integerBits > power && (remainder & (1 << (fractionalBits + power))) != 0) {
        result = multiplyHigh(result, EXP_OF_POWERS[i]);
      }
    }
    return result;
  }

  /** exp(a) for a in [-1/4, 0), Q0.31: the Taylor polynomial of degree 4 about -1/8. */
  private static int expAboveMinusQuarter(int a) {
    int expOfMinusEighth = 1895147668;
    int third = 715827883;
    int x = a + (1 << 28);
    int x2 = multiplyHigh(x, x);
    int x3 = multiplyHigh(x2, x);
    int x4Quarter = shiftRightHalfAway(multiplyHigh(x2, x2), 2);
    int tail = shiftRightHalfAway(multiplyHigh(x4Quarter + x3, third) + x2, 1);
    return expOfMinusEighth + multiplyHigh(expOfMinusEighth, x + tail);
  }

  /** 1 / (1 + a) in Q2.29 times a half of two: the Newton iterate for a in [0, 1), Q0.31. */
  private static int twiceReciprocal(int a) {
    int halfDenominator = (int) (((long) a + ONE + 1) / 2);
    int x = 1515870810 + multiplyHigh(halfDenominator, -1010580540);
    for (int i = 0; i < 3; i++) {
      int error = (1 << 29) - multiplyHigh(halfDenominator, x);
      x += shiftLeftSaturating(multiplyHigh(x, error), 2);
    }
    return x;
  }

  /** 1 / (1 + a) in Q0.31 for a in [0, 1). */
  static int reciprocalOfOnePlus(int a) {
    return shiftLeftSaturating(twiceReciprocal(a), 1);
  }

  /** (1 - a) / (1 + a) in Q0.31 for a in [0, 1). */
  private static int oneMinusOverOnePlus(int a) {
    return shiftLeftSaturating(twiceReciprocal(a) - (1 << 29), 2);
  }

  /** 1 / (1 + exp(-a)) in Q0.31 of {@code a} in Q4.27. */
  static int logistic(int a) {
    if (a == 0) {
      return 1 << 30;
    }
    int ofPositive = reciprocalOfOnePlus(expOfNegative(-Math.abs(a), 4));
    return a > 0 ? ofPositive : ONE - ofPositive;
  }

  /** tanh(a) in Q0.31 of {@code a} in Q4.27. */
  static int tanh(int a) {
    if (a == 0) {
      return 0;
    }
    // Twice the argument: the same bits with one more integer bit.
    int ofPositive = oneMinusOverOnePlus(expOfNegative(-Math.abs(a), 5));
    return a > 0 ? ofPositive : -ofPositive;
  }
}
