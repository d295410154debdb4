package dev.ridgeline.audio.frontend;

/**
 * Per-channel automatic gain (PCAN): divides a channel by a power of its noise.
 *
 * <p>Formula: {@code gain(n) = 2^gainBits (n / 2^inputBits + offset)^-strength}, interpolated by a
 * parabola between powers of two; {@code snr = x gain >> shift}; {@code y = snr^2} below a
 * threshold and {@code snr - 1} above it, in Q6. Units: n is the estimate of {@link
 * SpectralSubtraction}. Error: of the interpolation below 2 % of the gain. Cost: five
 * multiplications a channel, 250 bytes. Source: the micro front end library of TensorFlow Lite for
 * Microcontrollers; Y. Wang et al., Trainable Frontend for Robust and Far-Field Keyword Spotting,
 * 2017, equation 1.
 */
public final class AutomaticGain {
  private static final int SNR_BITS = 12;
  private static final int OUTPUT_BITS = 6;
  private static final int FUNCTION_BITS = 32;
  private static final int TABLE_SIZE = 4 * FUNCTION_BITS - 3;

  private final float strength;
  private final float offset;
  private final int gainBits;
  private final int inputBits;
  private final int snrShift;
  private final short[] table = new short[TABLE_SIZE];

  /**
   * Makes the table.
   *
   * @param correctionBits bits by which the spectrum was scaled before the filter bank
   */
  public AutomaticGain(
      float strength, float offset, int gainBits, int smoothingBits, int correctionBits) {
    this.strength = strength;
    this.offset = offset;
    this.gainBits = gainBits;
    this.inputBits = smoothingBits - correctionBits;
    this.snrShift = gainBits - correctionBits - SNR_BITS;
    table[0] = gainAt(0);
    table[1] = gainAt(1);
    for (int interval = 2; interval <= FUNCTION_BITS; interval++) {
      long x0 = 1L << (interval - 1);
      long x1 = x0 + (x0 >> 1);
      long x2 = interval == FUNCTION_BITS ? x0 + (x0 - 1) : 2 * x0;
      int y0 = gainAt(x0);
      int rise = gainAt(x1) - y0;
      int wholeRise = gainAt(x2) - y0;
      int linear = 4 * rise - wholeRise;
      int at = 4 * interval - 6;
      table[at] = (short) y0;
      table[at + 1] = (short) linear;
      table[at + 2] = (short) (wholeRise - linear);
    }
  }

  /**
   * The table: two values, then value, slope, curve and an unused place by power of two; a copy.
   */
  public short[] table() {
    return table.clone();
  }

  /** Bits by which the product of signal and gain is shifted. */
  public int snrShift() {
    return snrShift;
  }

  /** Applies the gain of a frame's noise to the frame. */
  public int[] apply(int[] signal, SpectralSubtraction noise) {
    int[] gained = new int[signal.length];
    for (int i = 0; i < signal.length; i++) {
      // A negative gain, which no estimate gives, would count as a large one in the reference.
      long gain = gain(noise.estimate(i)) & 0xFFFFFFFFL;
      gained[i] = shrink((int) (((signal[i] & 0xFFFFFFFFL) * gain) >>> snrShift));
    }
    return gained;
  }

  /** The interpolated gain for a noise estimate, which is unsigned. */
  int gain(int estimate) {
    if (estimate >= 0 && estimate <= 2) {
      return table[estimate];
    }
    int interval = 32 - Integer.numberOfLeadingZeros(estimate);
    int at = 4 * interval - 6;
    int position = interval < 11 ? estimate << (11 - interval) : estimate >>> (interval - 11);
    int fraction = (short) position & 0x3FF;
    int result = (table[at + 2] * fraction) >> 5;
    result += table[at + 1] << 5;
    result *= fraction;
    return (short) (((result + (1 << 14)) >> 15) + table[at]);
  }

  private static int shrink(int snr) {
    if (Integer.compareUnsigned(snr, 2 << SNR_BITS) < 0) {
      return (snr * snr) >>> (2 + 2 * SNR_BITS - OUTPUT_BITS);
    }
    return (snr >>> (SNR_BITS - OUTPUT_BITS)) - (1 << OUTPUT_BITS);
  }

  private short gainAt(long estimate) {
    float scaled = (float) estimate / (1 << inputBits);
    float gain = (1 << gainBits) * (float) Math.pow(scaled + offset, -strength);
    return gain > Short.MAX_VALUE ? Short.MAX_VALUE : (short) (gain + 0.5f);
  }
}
