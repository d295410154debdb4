package dev.ridgeline.core.number;

/**
 * Fast conversions between f32 and the two 16-bit formats, element by element, equal to {@link
 * Minifloat#F16} and {@link Minifloat#BF16}: nearest, ties to even, overflow to infinity. NaN stays
 * NaN, quiet, with the upper bits of its payload.
 */
public final class HalfPrecision {
  private static final int QUIET = 0x40;

  private HalfPrecision() {}

  public static float fromF16(short bits) {
    return Float.float16ToFloat(bits);
  }

  public static short toF16(float value) {
    return Float.floatToFloat16(value);
  }

  public static float fromBf16(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  public static short toBf16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) (bits >>> 16 | QUIET);
    }
    // Half an ulp less one, and the kept low bit: carries exactly when the rest is above half, or
    // half with an odd kept bit. A carry out of the largest finite value gives infinity.
    return (short) ((bits + 0x7fff + (bits >>> 16 & 1)) >>> 16);
  }
}
