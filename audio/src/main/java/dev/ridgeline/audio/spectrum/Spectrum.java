package dev.ridgeline.audio.spectrum;

import dev.ridgeline.audio.Clip;
import java.util.Arrays;

/**
 * Mean power by frequency over a whole clip.
 *
 * <p>Formula (Welch): the mean of {@code |X[k]|^2} over frames with half overlap under a Hann
 * window w, times {@code 4 / (sum w)^2}, in decibels: a sine of amplitude 1 at a bin gives 0 dB.
 * Shapes: fftSize/2+1 values. Units: dB of full scale, at least {@value #FLOOR_DECIBELS}. Source:
 * P. Welch, The use of fast Fourier transform for the estimation of power spectra, 1967, equation
 * 9.
 *
 * @param decibels by bin; not copied, do not change them
 * @param hzPerBin distance of two bins
 */
public record Spectrum(double[] decibels, double hzPerBin) {
  /** What silence gives. */
  public static final double FLOOR_DECIBELS = -140;

  /** The spectrum of a clip, shorter clips filled up with silence. */
  public static Spectrum of(Clip clip, int fftSize) {
    Framing framing = new Framing(fftSize, fftSize / 2, fftSize);
    Clip whole = clip;
    if (clip.samples().length < fftSize) {
      whole = new Clip(Arrays.copyOf(clip.samples(), fftSize), clip.sampleRateHz());
    }
    Spectrogram frames = Spectrogram.of(whole, framing);
    double gain = 0;
    for (float w : framing.window()) {
      gain += w;
    }
    double[] decibels = new double[fftSize / 2 + 1];
    for (int k = 0; k < decibels.length; k++) {
      double power = 0;
      for (float[] frame : frames.magnitudes()) {
        power += (double) frame[k] * frame[k];
      }
      power *= 4 / (gain * gain * frames.frames());
      decibels[k] = Math.max(FLOOR_DECIBELS, 10 * Math.log10(power));
    }
    return new Spectrum(decibels, frames.hzPerBin());
  }
}
