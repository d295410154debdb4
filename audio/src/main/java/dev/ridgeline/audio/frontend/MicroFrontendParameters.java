package dev.ridgeline.audio.frontend;

/**
 * What shapes the micro front end. The names follow the published library; all fractions become
 * fixed-point numbers when the tables are made.
 *
 * @param sampleRateHz samples a second
 * @param windowSamples samples under one window
 * @param hopSamples samples from one window to the next, at most {@code windowSamples}
 * @param channels features of a frame
 * @param lowerHz lower end of the lowest channel
 * @param upperHz upper end of the highest channel, at most half the sample rate
 * @param smoothingBits fraction bits of the noise estimate
 * @param evenSmoothing share of the newest value in the noise estimate of even channels
 * @param oddSmoothing the same of odd channels
 * @param minSignalRemaining share of the signal that noise reduction always leaves
 * @param gainStrength exponent of the automatic gain
 * @param gainOffset added to the noise estimate before the exponent
 * @param gainBits fraction bits of the gain
 * @param logScaleShift fraction bits of the logarithm
 */
public record MicroFrontendParameters(
    int sampleRateHz,
    int windowSamples,
    int hopSamples,
    int channels,
    float lowerHz,
    float upperHz,
    int smoothingBits,
    float evenSmoothing,
    float oddSmoothing,
    float minSignalRemaining,
    float gainStrength,
    float gainOffset,
    int gainBits,
    int logScaleShift) {
  private static final int LARGEST_WINDOW = 16384;

  /** Checks that the parameters describe a front end that the fixed-point formats can hold. */
  public MicroFrontendParameters {
    require(sampleRateHz > 0, "sample rate must be positive", sampleRateHz);
    require(
        windowSamples >= 32 && windowSamples <= LARGEST_WINDOW,
        "window must hold 32 to " + LARGEST_WINDOW + " samples",
        windowSamples);
    require(
        hopSamples > 0 && hopSamples <= windowSamples,
        "hop must lie between 1 and the window",
        hopSamples);
    require(channels > 0 && channels <= 256, "channels must lie in 1 to 256", channels);
    require(
        lowerHz >= 0 && lowerHz < upperHz, "lower band limit must lie below the upper", lowerHz);
    require(upperHz < sampleRateHz / 2f, "upper band limit must lie below half the rate", upperHz);
    require(smoothingBits > 3 && smoothingBits <= 14, "smoothing bits: 4 to 14", smoothingBits);
    require(isShare(evenSmoothing), "smoothing of even channels must lie in 0 to 1", evenSmoothing);
    require(isShare(oddSmoothing), "smoothing of odd channels must lie in 0 to 1", oddSmoothing);
    require(isShare(minSignalRemaining), "remaining signal: 0 to 1", minSignalRemaining);
    require(gainStrength > 0 && gainStrength <= 1, "gain strength: over 0 to 1", gainStrength);
    require(gainOffset > 0, "gain offset must be positive", gainOffset);
    require(gainBits >= 15 && gainBits <= 30, "gain bits: 15 to 30", gainBits);
    require(logScaleShift >= 0 && logScaleShift <= 11, "log scale shift: 0 to 11", logScaleShift);
  }

  /** The parameters of the published micro_speech example: 30 ms windows every 20 ms at 16 kHz. */
  public static MicroFrontendParameters microSpeech() {
    return new MicroFrontendParameters(
        16000, 480, 320, 40, 125f, 7500f, 10, 0.025f, 0.06f, 0.05f, 0.95f, 80f, 21, 6);
  }

  /** Length of the FFT: the smallest power of two that holds a window. */
  public int fftSize() {
    int size = Integer.highestOneBit(windowSamples);
    return size < windowSamples ? 2 * size : size;
  }

  /** How many whole frames a recording of so many samples gives. */
  public int frames(int samples) {
    return samples < windowSamples ? 0 : 1 + (samples - windowSamples) / hopSamples;
  }

  private static boolean isShare(float value) {
    return value >= 0 && value <= 1;
  }

  private static void require(boolean holds, String rule, Number given) {
    if (!holds) {
      throw new IllegalArgumentException("micro front end: " + rule + ", but got " + given);
    }
  }
}
