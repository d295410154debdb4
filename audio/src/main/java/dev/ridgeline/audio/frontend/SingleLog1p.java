package dev.ridgeline.audio.frontend;

/**
 * The natural logarithm of 1+x in f32 steps, as C libraries compute it.
 *
 * <p>The published mel weights come from f32 arithmetic on glibc, whose {@code log1pf} is up to one
 * unit off the rounded value; two weights of micro_speech (bins 149 and 221) depend on that unit.
 *
 * <p>Formula: {@code 1+x = 2^k (1+f)}, {@code s = f/(2+f)}, {@code ln(1+f) = f - f^2/2 + s (f^2/2 +
 * R(s^2))} with a polynomial R of degree 7, {@code + k ln 2} in two parts, plus what rounding 1+x
 * lost. Error: below one unit in the last place. Limits: x at least 0 and finite. Source: Sun's
 * fdlibm, description of log1p; the coefficients are its minimax fit, rounded to f32.
 */
final class SingleLog1p {
  private static final float SQRT2_MINUS_1 = 0.41421354f;
  private static final float SQRT2 = 1.4142135f;
  private static final float LN2_HIGH = 0x1.62e3p-1f;
  private static final float LN2_LOW = 0x1.2fefa2p-17f;
  private static final float[] FIT = {
    0.6666667f, 0.4f, 0.2857143f, 0.22222199f, 0.18183573f, 0.15313838f, 0.14798199f
  };

  private SingleLog1p() {}

  static float log1p(float x) {
    int k = 0;
    float f = x;
    float lost = 0;
    if (x >= SQRT2_MINUS_1) {
      float u = 1.0f + x;
      k = Math.getExponent(u);
      lost = (k > 0 ? 1.0f - (u - x) : x - (u - 1.0f)) / u;
      float reduced = Math.scalb(u, -k);
      if (reduced >= SQRT2) {
        k++;
        reduced *= 0.5f;
      }
      f = reduced - 1.0f;
    }
    float halfSquare = 0.5f * f * f;
    float s = f / (2.0f + f);
    float z = s * s;
    float fit = FIT[FIT.length - 1];
    for (int i = FIT.length - 2; i >= 0; i--) {
      fit = FIT[i] + z * fit;
    }
    float rest = z * fit;
    if (k == 0) {
      return f - (halfSquare - s * (halfSquare + rest));
    }
    return k * LN2_HIGH - ((halfSquare - (s * (halfSquare + rest) + (k * LN2_LOW + lost))) - f);
  }
}
