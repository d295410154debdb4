package dev.ridgeline.mcu.plan;

/**
 * How the sums of each output channel become results: {@code round(sum mantissa / 2^31)}, then a
 * rounding right shift by {@code shift + 1}. The arrays are shared.
 *
 * @param biases where the sum of products begins; the input's zero point is folded in
 * @param mantissas 0, or 2^30 to 2^31 - 1
 * @param shifts 0 to 30
 */
public record Channels(int[] biases, int[] mantissas, int[] shifts) {
  public Channels {
    if (biases.length != mantissas.length || biases.length != shifts.length) {
      throw new IllegalArgumentException("each channel has a bias, a mantissa and a shift");
    }
  }

  public int count() {
    return biases.length;
  }
}
