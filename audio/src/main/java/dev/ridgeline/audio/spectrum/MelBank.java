package dev.ridgeline.audio.spectrum;

/**
 * Triangular bands of equal width on the mel scale.
 *
 * <p>Formula: mel(f) = 1127 ln(1 + f/700); band b rises from edge b to edge b+1 and falls to edge
 * b+2, straight on the mel scale, with height 1; the bin at 0 Hz has no weight. Shapes: bins in,
 * bands out. Error: weights in f64, rounded to f32. Cost: one multiplication a weight. Source: S.
 * Young et al., The HTK Book, section 5.6; the same as TensorFlow's {@code
 * linear_to_mel_weight_matrix}.
 */
public final class MelBank {
  private final int[] firstBins;
  private final float[][] weights;
  private final double[] centresHz;

  /**
   * Makes the weights.
   *
   * @param bands number of bands
   * @param lowerHz lower edge of the first band
   * @param upperHz upper edge of the last band, at most half the rate
   * @param bins of the spectrum, from 0 Hz to half the rate
   * @param sampleRateHz the rate
   */
  public MelBank(int bands, double lowerHz, double upperHz, int bins, int sampleRateHz) {
    if (bands < 1
        || bins < 2
        || lowerHz < 0
        || lowerHz >= upperHz
        || upperHz > sampleRateHz / 2.0) {
      throw new IllegalArgumentException(
          "mel bands need 0 <= lower < upper <= half the rate, but got %d bands, %s to %s Hz at %d Hz"
              .formatted(bands, lowerHz, upperHz, sampleRateHz));
    }
    firstBins = new int[bands];
    weights = new float[bands][];
    centresHz = new double[bands];
    double low = mel(lowerHz);
    double step = (mel(upperHz) - low) / (bands + 1);
    double hzPerBin = sampleRateHz / 2.0 / (bins - 1);
    for (int b = 0; b < bands; b++) {
      double left = low + b * step;
      centresHz[b] = 700 * Math.expm1((left + step) / 1127);
      int first = 1;
      while (first < bins && mel(first * hzPerBin) <= left) {
        first++;
      }
      int end = first;
      while (end < bins && mel(end * hzPerBin) < left + 2 * step) {
        end++;
      }
      firstBins[b] = first;
      weights[b] = new float[end - first];
      for (int k = first; k < end; k++) {
        double at = (mel(k * hzPerBin) - left) / step;
        weights[b][k - first] = (float) Math.min(at, 2 - at);
      }
    }
  }

  /** Number of bands. */
  public int bands() {
    return weights.length;
  }

  /** Where band {@code band} is highest. */
  public double centreHz(int band) {
    return centresHz[band];
  }

  /** The bands of a spectrum. */
  public float[] apply(float[] spectrum) {
    float[] bands = new float[weights.length];
    for (int b = 0; b < bands.length; b++) {
      double sum = 0;
      for (int i = 0; i < weights[b].length; i++) {
        sum += weights[b][i] * (double) spectrum[firstBins[b] + i];
      }
      bands[b] = (float) sum;
    }
    return bands;
  }

  /** The bands of every frame. */
  public float[][] apply(Spectrogram spectrogram) {
    float[][] frames = new float[spectrogram.frames()][];
    for (int i = 0; i < frames.length; i++) {
      frames[i] = apply(spectrogram.magnitudes()[i]);
    }
    return frames;
  }

  private static double mel(double hertz) {
    return 1127 * Math.log1p(hertz / 700);
  }
}
