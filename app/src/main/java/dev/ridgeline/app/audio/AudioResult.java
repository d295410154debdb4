package dev.ridgeline.app.audio;

/**
 * A recording in figures, as {@code --json} prints it; see docs/json.md.
 *
 * @param summary what is also kept in the workspace
 * @param spectrum mean power by frequency
 * @param secondsPerFrame distance of frames of all that follows
 * @param melCentresHz centre of every mel band
 * @param mel mel bands by frame
 * @param mfcc coefficients by frame
 * @param microFrontend int8 features of the micro front end by frame
 */
record AudioResult(
    Summary summary,
    SpectrumFigures spectrum,
    double secondsPerFrame,
    double[] melCentresHz,
    float[][] mel,
    float[][] mfcc,
    int[][] microFrontend) {
  static final String SCHEMA = "ridgeline.audio/1";

  /**
   * The few figures of a recording.
   *
   * @param file its name
   * @param coding how it was stored
   * @param seconds its length
   * @param sampleRateHz its own rate
   * @param analysedRateHz the rate of all views
   * @param frames frames of all views
   * @param peak largest magnitude, 1 being full scale
   * @param rmsDecibels root mean square below full scale
   * @param mean mean of the samples
   * @param fullScaleSamples samples at or beyond full scale
   * @param page where the page was written
   */
  record Summary(
      String file,
      String coding,
      double seconds,
      int sampleRateHz,
      int analysedRateHz,
      int frames,
      double peak,
      double rmsDecibels,
      double mean,
      int fullScaleSamples,
      String page) {}

  /**
   * A spectrum.
   *
   * @param hzPerBin distance of two values
   * @param decibels mean power, a sine of full scale giving 0
   */
  record SpectrumFigures(double hzPerBin, double[] decibels) {}

  static Summary summary(AudioAnalysis audio, String page) {
    return new Summary(
        audio.name(),
        audio.coding(),
        audio.clip().seconds(),
        audio.sourceRateHz(),
        AudioAnalysis.RATE_HZ,
        audio.spectrogram().frames(),
        audio.level().peak(),
        audio.level().rmsDecibels(),
        audio.level().mean(),
        audio.level().fullScaleSamples(),
        page);
  }

  static AudioResult of(AudioAnalysis audio, String page) {
    double[] centres = new double[audio.melBank().bands()];
    for (int b = 0; b < centres.length; b++) {
      centres[b] = audio.melBank().centreHz(b);
    }
    byte[][] features = audio.microFeatures();
    int[][] micro = new int[features.length][];
    for (int i = 0; i < micro.length; i++) {
      micro[i] = new int[features[i].length];
      for (int c = 0; c < micro[i].length; c++) {
        micro[i][c] = features[i][c];
      }
    }
    return new AudioResult(
        summary(audio, page),
        new SpectrumFigures(audio.spectrum().hzPerBin(), audio.spectrum().decibels()),
        audio.spectrogram().secondsPerFrame(),
        centres,
        audio.mel(),
        audio.mfcc(),
        micro);
  }
}
