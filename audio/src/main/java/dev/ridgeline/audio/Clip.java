package dev.ridgeline.audio;

/**
 * Mono audio.
 *
 * @param samples full scale is -1 to 1; 16-bit samples are {@code value/32768}, exactly. The clip
 *     owns the array, which is not copied; do not change it
 * @param sampleRateHz samples a second
 */
public record Clip(float[] samples, int sampleRateHz) {
  private static final float FULL_SCALE = 32768f;

  /** Checks the rate. */
  public Clip {
    if (sampleRateHz <= 0) {
      throw new IllegalArgumentException("sample rate must be positive, but got " + sampleRateHz);
    }
  }

  /** A clip of 16-bit samples. */
  public static Clip of(short[] values, int sampleRateHz) {
    float[] samples = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      samples[i] = values[i] / FULL_SCALE;
    }
    return new Clip(samples, sampleRateHz);
  }

  /** How long the clip is. */
  public double seconds() {
    return (double) samples.length / sampleRateHz;
  }

  /** The samples as 16-bit values, rounded half to even and clamped; not-a-number becomes 0. */
  public short[] toInt16() {
    short[] values = new short[samples.length];
    for (int i = 0; i < values.length; i++) {
      double scaled = Math.rint((double) samples[i] * FULL_SCALE);
      values[i] = (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, scaled));
    }
    return values;
  }
}
