package dev.ridgeline.audio.frontend;

/**
 * One frame of the micro front end after each of its stages. The arrays belong to the frame and are
 * not copied; do not change them.
 *
 * @param filterBank the channels after square root and shift
 * @param noiseReduced after noise reduction
 * @param gained after the automatic gain
 * @param logged after the logarithm: the features as 16-bit values
 */
public record MicroFrame(int[] filterBank, int[] noiseReduced, int[] gained, int[] logged) {
  private static final int DEVICE_RANGE = 666;

  /** The features as an int8 model reads them: {@code (v*256+333)/666-128}, clamped. */
  public byte[] deviceFeatures() {
    byte[] features = new byte[logged.length];
    for (int i = 0; i < features.length; i++) {
      int value = (logged[i] * 256 + DEVICE_RANGE / 2) / DEVICE_RANGE - 128;
      features[i] = (byte) Math.max(Byte.MIN_VALUE, Math.min(Byte.MAX_VALUE, value));
    }
    return features;
  }

  /** The features as training reads them: {@code v*10/256}. */
  public float[] trainingFeatures() {
    float[] features = new float[logged.length];
    for (int i = 0; i < features.length; i++) {
      features[i] = logged[i] * 10f / 256f;
    }
    return features;
  }
}
