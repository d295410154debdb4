package dev.ridgeline.app.audio;

import dev.ridgeline.audio.Clip;
import dev.ridgeline.audio.frontend.MicroFrame;
import dev.ridgeline.audio.frontend.MicroFrontend;
import dev.ridgeline.audio.frontend.MicroFrontendParameters;
import dev.ridgeline.audio.resample.Resampler;
import dev.ridgeline.audio.spectrum.Framing;
import dev.ridgeline.audio.spectrum.MelBank;
import dev.ridgeline.audio.spectrum.Mfcc;
import dev.ridgeline.audio.spectrum.Spectrogram;
import dev.ridgeline.audio.spectrum.Spectrum;
import dev.ridgeline.core.UserError;
import java.util.List;

/**
 * A recording with all its views, at 16 kHz mono.
 *
 * @param name what the recording is called
 * @param coding how it was stored
 * @param sourceRateHz its own rate
 * @param clip the recording at 16 kHz
 * @param level how loud it is
 * @param spectrum mean power by frequency
 * @param spectrogram magnitudes of 30 ms every 20 ms
 * @param melBank the bands of {@code mel}
 * @param mel bands of every frame, of the clip over its largest sample
 * @param mfcc 10 coefficients of every frame
 * @param micro the frames of the micro front end
 */
record AudioAnalysis(
    String name,
    String coding,
    int sourceRateHz,
    Clip clip,
    Level level,
    Spectrum spectrum,
    Spectrogram spectrogram,
    MelBank melBank,
    float[][] mel,
    float[][] mfcc,
    List<MicroFrame> micro) {
  static final int RATE_HZ = 16_000;
  private static final int SPECTRUM_SIZE = 1024;
  private static final int BANDS = 40;
  private static final int COEFFICIENTS = 10;
  private static final double LOG_FLOOR = 1e-6;
  private static final double SILENT_DECIBELS = -140;
  private static final Framing FRAMING = Framing.ofSpeech(RATE_HZ);

  /**
   * How loud a recording is.
   *
   * @param peak the largest magnitude, 1 being full scale
   * @param peakSeconds where it is
   * @param rmsDecibels root mean square below full scale, at least -140
   * @param mean the mean, which is not 0 where the recorder adds a constant
   * @param fullScaleSamples samples at or beyond full scale: likely clipped
   */
  record Level(
      double peak, double peakSeconds, double rmsDecibels, double mean, int fullScaleSamples) {
    static Level of(Clip clip) {
      double peak = 0;
      int at = 0;
      double sum = 0;
      double squares = 0;
      int full = 0;
      float[] samples = clip.samples();
      for (int i = 0; i < samples.length; i++) {
        double magnitude = Math.abs(samples[i]);
        if (magnitude > peak) {
          peak = magnitude;
          at = i;
        }
        full += magnitude >= Short.MAX_VALUE / 32768.0 ? 1 : 0;
        sum += samples[i];
        squares += magnitude * magnitude;
      }
      return new Level(
          peak,
          (double) at / clip.sampleRateHz(),
          Math.max(SILENT_DECIBELS, 10 * Math.log10(squares / samples.length)),
          sum / samples.length,
          full);
    }
  }

  /**
   * Computes all views.
   *
   * @throws UserError if the recording is shorter than a frame, or its rate is out of range
   */
  static AudioAnalysis of(String name, String coding, Clip recording) {
    Clip clip = Resampler.resample(recording, RATE_HZ);
    if (FRAMING.frames(clip.samples().length) == 0) {
      throw new UserError(
          "'%s' holds %.1f ms of audio; at least %d ms are needed for one frame: give a longer recording"
              .formatted(
                  name, 1000 * recording.seconds(), 1000 * FRAMING.windowSamples() / RATE_HZ));
    }
    MelBank bank = new MelBank(BANDS, 20, 4000, FRAMING.fftSize() / 2 + 1, RATE_HZ);
    float[][] mel = bank.apply(Spectrogram.of(overMaximum(clip), FRAMING));
    Mfcc cepstrum = new Mfcc(BANDS, COEFFICIENTS, LOG_FLOOR);
    float[][] mfcc = new float[mel.length][];
    for (int i = 0; i < mel.length; i++) {
      mfcc[i] = cepstrum.apply(mel[i]);
    }
    return new AudioAnalysis(
        name,
        coding,
        recording.sampleRateHz(),
        clip,
        Level.of(recording),
        Spectrum.of(clip, SPECTRUM_SIZE),
        Spectrogram.of(clip, FRAMING),
        bank,
        mel,
        mfcc,
        MicroFrontend.wholeClip(MicroFrontendParameters.microSpeech(), clip.toInt16()));
  }

  /** A grid of magnitudes in decibels, at least -120. */
  static float[][] decibels(float[][] magnitudes, double fullScale) {
    float[][] result = new float[magnitudes.length][];
    for (int i = 0; i < result.length; i++) {
      result[i] = new float[magnitudes[i].length];
      for (int k = 0; k < result[i].length; k++) {
        result[i][k] = (float) Math.max(-120, 20 * Math.log10(magnitudes[i][k] / fullScale));
      }
    }
    return result;
  }

  /** The spectrogram in decibels; a sine of full scale gives 0. */
  float[][] spectrogramDecibels() {
    return decibels(spectrogram.magnitudes(), FRAMING.windowSamples() / 4.0);
  }

  /** The int8 features of the micro front end by frame. */
  byte[][] microFeatures() {
    return micro.stream().map(MicroFrame::deviceFeatures).toArray(byte[][]::new);
  }

  private static Clip overMaximum(Clip clip) {
    float largest = 0;
    for (float sample : clip.samples()) {
      largest = Math.max(largest, sample);
    }
    float[] scaled = clip.samples().clone();
    if (largest > 0) {
      for (int i = 0; i < scaled.length; i++) {
        scaled[i] /= largest;
      }
    }
    return new Clip(scaled, clip.sampleRateHz());
  }
}
