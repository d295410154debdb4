package dev.ridgeline.audio.frontend;

/**
 * Hann window in Q12.
 *
 * <p>Formula: {@code y[i] = (x[i] * w[i]) >> 12} with {@code w[i] = floor(4096 * (0.5 - 0.5 cos(2
 * pi (i + 0.5) / size)) + 0.5)}. Units: samples and results are 16-bit values. Cost: one
 * multiplication a sample. Source: the micro front end library of TensorFlow Lite for
 * Microcontrollers, window stage; the formula is worked out in f32 as there (for 480 samples one
 * coefficient, 17, depends on it).
 */
public final class IntegerWindow {
  private static final int FRACTION_BITS = 12;
  private final short[] coefficients;

  /** Makes the table for windows of {@code size} samples. */
  public IntegerWindow(int size) {
    coefficients = new short[size];
    float step = (float) Math.PI * 2.0f / size;
    for (int i = 0; i < size; i++) {
      float cosine = (float) Math.cos(step * (i + 0.5f));
      float hann = 0.5f - 0.5f * cosine;
      coefficients[i] = (short) Math.floor(hann * (1 << FRACTION_BITS) + 0.5f);
    }
  }

  /** The coefficients in Q12, a copy. */
  public short[] coefficients() {
    return coefficients.clone();
  }

  /**
   * Multiplies the samples from {@code offset} on with the window.
   *
   * @return the largest magnitude of the result; -32768 has none in 16 bits and does not count
   */
  public int apply(short[] samples, int offset, short[] windowed) {
    int largest = 0;
    for (int i = 0; i < coefficients.length; i++) {
      short value = (short) ((samples[offset + i] * coefficients[i]) >> FRACTION_BITS);
      windowed[i] = value;
      largest = Math.max(largest, (short) Math.abs(value));
    }
    return largest;
  }
}
