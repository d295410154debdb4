package dev.ridgeline.core.integer;

/**
 * How integers stand for reals in one tensor: {@code x = scale (q - zeroPoint)}.
 *
 * @param scale the distance of two neighbours; positive and finite
 * @param zeroPoint the integer that stands for 0
 */
public record Affine(float scale, int zeroPoint) {
  public Affine {
    if (!(scale > 0) || Float.isInfinite(scale)) {
      throw new IllegalArgumentException("a scale is positive and finite but got " + scale);
    }
  }

  /** The real that {@code q} stands for, rounded to f32. */
  public float real(long q) {
    return (float) ((double) scale * (double) (q - zeroPoint));
  }

  /** The i8 value for {@code x}: ties away from zero, to even under {@link Rounding#ONNX}. */
  public int nearest(float x, Rounding rounding) {
    float scaled = x / scale;
    if (Float.isNaN(scaled)) {
      return Limits.I8.clamp(zeroPoint);
    }
    double whole =
        switch (rounding) {
          case TFLM, TFLITE_DESKTOP -> Math.copySign(Math.floor(Math.abs(scaled) + 0.5), scaled);
          case ONNX -> Math.rint(scaled);
        };
    return Limits.I8.clamp((long) Math.clamp(whole, -0x1p40, 0x1p40) + zeroPoint);
  }
}
