package dev.ridgeline.audio.spectrum;

/**
 * Mel-frequency cepstral coefficients.
 *
 * <p>Formula: {@code c[i] = 1/sqrt(2 B) sum_b 2 ln(m[b] + floor) cos(pi i (b + 1/2) / B)} over B
 * mel bands (DCT-II). Shapes: B bands in, {@code coefficients} values out. Error: f32 rounding of
 * inputs and result. Cost: B multiplications a coefficient and B logarithms. Source: S. Davis and
 * P. Mermelstein, Comparison of parametric representations for monosyllabic word recognition, 1980;
 * the scale is that of TensorFlow's {@code mfccs_from_log_mel_spectrograms}.
 */
public final class Mfcc {
  private final double[][] basis;
  private final double floor;

  /**
   * Makes the cosines.
   *
   * @param bands mel bands, B
   * @param coefficients how many are kept, from the first
   * @param floor added to every band before the logarithm, above 0
   */
  public Mfcc(int bands, int coefficients, double floor) {
    if (coefficients < 1 || coefficients > bands || !(floor > 0)) {
      throw new IllegalArgumentException(
          "cepstral coefficients: 1 to %d and a floor above 0, but got %d and %s"
              .formatted(bands, coefficients, floor));
    }
    this.floor = floor;
    basis = new double[coefficients][bands];
    double scale = 2 / Math.sqrt(2.0 * bands);
    for (int i = 0; i < coefficients; i++) {
      for (int b = 0; b < bands; b++) {
        basis[i][b] = scale * Math.cos(Math.PI * i * (b + 0.5) / bands);
      }
    }
  }

  /** The coefficients of a frame's mel bands. */
  public float[] apply(float[] melBands) {
    double[] logs = new double[melBands.length];
    for (int b = 0; b < logs.length; b++) {
      logs[b] = Math.log(melBands[b] + floor);
    }
    float[] coefficients = new float[basis.length];
    for (int i = 0; i < coefficients.length; i++) {
      double sum = 0;
      for (int b = 0; b < logs.length; b++) {
        sum += basis[i][b] * logs[b];
      }
      coefficients[i] = (float) sum;
    }
    return coefficients;
  }
}
