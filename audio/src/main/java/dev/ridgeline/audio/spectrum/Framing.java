package dev.ridgeline.audio.spectrum;

/**
 * How a recording is cut into overlapping frames, each under a periodic Hann window {@code 0.5 -
 * 0.5 cos(2 pi i / windowSamples)}.
 *
 * @param windowSamples samples of a frame
 * @param hopSamples samples from one frame to the next
 * @param fftSize length of the transform, even, at least {@code windowSamples}; the rest is zero
 */
public record Framing(int windowSamples, int hopSamples, int fftSize) {
  /** Checks the sizes. */
  public Framing {
    if (windowSamples < 2 || hopSamples < 1 || fftSize < windowSamples || fftSize % 2 != 0) {
      throw new IllegalArgumentException(
          "frames need a window of 2 or more, a hop of 1 or more and an even FFT of at least the"
              + " window, but got %d, %d, %d".formatted(windowSamples, hopSamples, fftSize));
    }
  }

  /** Windows of 30 ms every 20 ms, as keyword spotting takes them: 480, 320, 512 at 16 kHz. */
  public static Framing ofSpeech(int sampleRateHz) {
    int window = Math.max(2, (int) Math.round(0.03 * sampleRateHz));
    int size = 2;
    while (size < window) {
      size *= 2;
    }
    return new Framing(window, Math.max(1, (int) Math.round(0.02 * sampleRateHz)), size);
  }

  /** Whole frames in so many samples; samples after the last whole frame are not used. */
  public int frames(int samples) {
    return samples < windowSamples ? 0 : 1 + (samples - windowSamples) / hopSamples;
  }

  /** The window's coefficients. */
  float[] window() {
    float[] window = new float[windowSamples];
    for (int i = 0; i < windowSamples; i++) {
      window[i] = (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * i / windowSamples));
    }
    return window;
  }
}
