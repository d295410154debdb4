package dev.ridgeline.compiler.lower;

import dev.ridgeline.compiler.ir.ScalarType;

/**
 * What the formulas of the math functions need to know of a float type. Polynomials were fitted to
 * the least maximum of the relative error of the function they serve (Remez exchange at 90 digits),
 * then rounded; each is given with the error that is left.
 *
 * @param type f32 or f64
 * @param bits the integer of the same width
 * @param mantissa bits of the stored mantissa
 * @param bias of the exponent
 * @param lowExp below it exp is 0
 * @param highExp above it exp is infinite
 * @param highTanh from it on tanh is 1
 * @param ln2 high and low part of the natural logarithm of 2, the high part so short that its
 *     product with an exponent is exact
 * @param exp {@code (e^r - 1 - r) / r^2} for |r| at most ln(2)/2
 * @param log f32: {@code (log(1+f) - f + f^2/2) / f^3}; f64: {@code (2 atanh(s) - 2s) / s^3} in s^2
 */
record MathConstants(
    ScalarType type,
    ScalarType bits,
    int mantissa,
    int bias,
    double lowExp,
    double highExp,
    double highTanh,
    double[] ln2,
    double[] exp,
    double[] log) {

  /** Errors: exp 2^-27.8, log 2^-27.2. */
  static final MathConstants F32 =
      new MathConstants(
          ScalarType.F32,
          ScalarType.I32,
          23,
          127,
          -104,
          89,
          10,
          new double[] {0x1.62e4p-1, 0x1.7f7d1cp-20},
          new double[] {0x1.fffffcp-2, 0x1.55549p-3, 0x1.5558f8p-5, 0x1.123b02p-7, 0x1.6a2256p-10},
          new double[] {
            0x1.555554p-2,
            -0x1.000226p-2,
            0x1.99a008p-3,
            -0x1.547244p-3,
            0x1.22da1cp-3,
            -0x1.0d854p-3,
            0x1.055b6ep-3,
            -0x1.38b59p-4
          });

  /** Errors: exp 2^-60.3, log 2^-61.6. */
  static final MathConstants F64 =
      new MathConstants(
          ScalarType.F64,
          ScalarType.I64,
          52,
          1023,
          -746,
          710,
          22,
          new double[] {0x1.62e42fefa3p-1, 0x1.3de6af278ece6p-42},
          new double[] {
            0x1p-1,
            0x1.555555555555bp-3,
            0x1.5555555555503p-5,
            0x1.111111110ec5dp-7,
            0x1.6c16c16c3048cp-10,
            0x1.a01a01b37e383p-13,
            0x1.a01a01368fcb2p-16,
            0x1.71ddf020ced8ap-19,
            0x1.27e5b4456b351p-22,
            0x1.af6be7e0fa2bp-26,
            0x1.1e3d2e880d6a9p-29
          },
          new double[] {
            0x1.5555555555555p-1,
            0x1.9999999999dffp-2,
            0x1.249249242b416p-2,
            0x1.c71c7258fd924p-3,
            0x1.745cde35a3f6ap-3,
            0x1.3b20ab8f399c3p-3,
            0x1.0f5cc90281909p-3,
            0x1.0f6312472144ep-3
          });

  /** f64: {@code (e^r - 1 - r) / r^2} for r from 0 to ln(2); error of e^r - 1 2^-58.1. */
  static final double[] EXPM1 = {
    0x1p-1,
    0x1.5555555555555p-3,
    0x1.555555555555fp-5,
    0x1.1111111110ddap-7,
    0x1.6c16c16c2a01dp-10,
    0x1.a01a019b7be8p-13,
    0x1.a01a025f30b01p-16,
    0x1.71de24ed90288p-19,
    0x1.27e6a9abf657cp-22,
    0x1.ae3533c79ed08p-26,
    0x1.20b0348859943p-29,
    0x1.4b667802118b7p-33,
    0x1.16a082468c6b2p-36
  };

  /** f32: {@code (tanh(x)/x - 1) / x^2} in x^2 for |x| at most 0.55; error of tanh 2^-27.8. */
  static final double[] TANH_NEAR = {
    -0x1.55554ap-2, 0x1.110d26p-3, -0x1.b9287ap-5, 0x1.593d08p-6, -0x1.9b3046p-8
  };

  /** {@code erf(x)/x - 1} in x^2 for |x| at most 1; error of erf 2^-29.4. */
  static final double[] ERF_NEAR = {
    0x1.06eba8p-3,
    -0x1.81273ep-2,
    0x1.ce2ce6p-4,
    -0x1.b7f71ap-6,
    0x1.53f224p-8,
    -0x1.a3515ep-11,
    0x1.4771fep-14
  };

  /** {@code log(1 - erf(x))} for x from 1 to 3.95; error of erf 2^-33.9. */
  static final double[] ERF_FAR = {
    0x1.8b3f1ap-13,
    -0x1.212c2cp+0,
    -0x1.4434f8p-1,
    -0x1.bc186ap-4,
    0x1.9d0a6ep-6,
    -0x1.139642p-8,
    0x1.cedfbap-12,
    -0x1.6bf2acp-16
  };

  static MathConstants of(ScalarType type) {
    return switch (type) {
      case F32 -> F32;
      case F64 -> F64;
      default -> throw new IllegalArgumentException("no math functions of " + type.label());
    };
  }

  /** Half as much again as the least number whose neighbours are 1 apart. */
  double magic() {
    return 1.5 * (1L << mantissa);
  }

  long magicBits() {
    return type == ScalarType.F32
        ? Float.floatToRawIntBits((float) magic())
        : Double.doubleToRawLongBits(magic());
  }

  /** The bits of the square root of one half. */
  long rootHalfBits() {
    return type == ScalarType.F32 ? 0x3f3504f3L : 0x3fe6a09e667f3bcdL;
  }

  long signBit() {
    return type == ScalarType.F32 ? Integer.MIN_VALUE : Long.MIN_VALUE;
  }

  double leastNormal() {
    return type == ScalarType.F32 ? Float.MIN_NORMAL : Double.MIN_NORMAL;
  }
}
