package dev.ridgeline.audio.frontend;

import java.util.Arrays;

/**
 * Noise reduction: a running estimate of each channel's noise is taken away.
 *
 * <p>Formula, all in Q14: {@code n' = s x 2^b + (1-s) n} with the smoothing s of even or odd
 * channels and b smoothing bits; {@code y = max(x - n'/2^b, r x)}. Shapes: one value a channel.
 * Units: those of the filter bank; the estimate has b more bits. Cost: three multiplications a
 * channel, four bytes of state a channel. Source: the micro front end library of TensorFlow Lite
 * for Microcontrollers, noise reduction stage.
 *
 * <p>The object is the state: one stream at a time.
 */
public final class SpectralSubtraction {
  private static final int FRACTION_BITS = 14;
  private static final long UNSIGNED = 0xFFFFFFFFL;

  private final int smoothingBits;
  private final int even;
  private final int odd;
  private final int remaining;
  private final int[] estimate;

  /** Starts with an estimate of zero. */
  public SpectralSubtraction(
      int channels, int smoothingBits, float evenSmoothing, float oddSmoothing, float remaining) {
    this.smoothingBits = smoothingBits;
    this.even = (int) (evenSmoothing * (1 << FRACTION_BITS));
    this.odd = (int) (oddSmoothing * (1 << FRACTION_BITS));
    this.remaining = (int) (remaining * (1 << FRACTION_BITS));
    this.estimate = new int[channels];
  }

  /** Share of the newest value in the estimate of even channels, Q14. */
  public int evenSmoothing() {
    return even;
  }

  /** Share of the newest value in the estimate of odd channels, Q14. */
  public int oddSmoothing() {
    return odd;
  }

  /** Share of the signal that always remains, Q14. */
  public int minSignalRemaining() {
    return remaining;
  }

  /** Takes one frame, renews the estimate and gives the frame without the noise. */
  public int[] apply(int[] signal) {
    int[] reduced = new int[signal.length];
    for (int i = 0; i < signal.length; i++) {
      long smoothing = (i & 1) == 0 ? even : odd;
      long scaled = (signal[i] << smoothingBits) & UNSIGNED;
      long noise =
          (scaled * smoothing + (estimate[i] & UNSIGNED) * ((1 << FRACTION_BITS) - smoothing))
              >>> FRACTION_BITS;
      estimate[i] = (int) noise;
      long floor = ((signal[i] & UNSIGNED) * remaining) >>> FRACTION_BITS;
      long subtracted = (scaled - Math.min(noise & UNSIGNED, scaled)) >>> smoothingBits;
      reduced[i] = (int) Math.max(subtracted, floor);
    }
    return reduced;
  }

  /** The noise estimate of a channel after the last frame, unsigned. */
  int estimate(int channel) {
    return estimate[channel];
  }

  /** Forgets the estimate. */
  public void reset() {
    Arrays.fill(estimate, 0);
  }
}
