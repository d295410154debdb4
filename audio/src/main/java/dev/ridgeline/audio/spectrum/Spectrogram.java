package dev.ridgeline.audio.spectrum;

import dev.ridgeline.audio.Clip;

/**
 * Magnitudes of overlapping frames.
 *
 * <p>Formula: short-time Fourier transform of {@link Framing}, magnitude, unscaled: a sine of
 * amplitude a gives up to {@code a/2} times the sum of the window. Shapes: frames x (fftSize/2+1).
 * Units: full scale of a clip is 1. Error: that of {@link RealFft}. Cost: one transform a frame.
 *
 * @param magnitudes by frame and bin; not copied, do not change them
 * @param hzPerBin distance of two bins
 * @param secondsPerFrame distance of two frames
 */
public record Spectrogram(float[][] magnitudes, double hzPerBin, double secondsPerFrame) {
  /** The spectrogram of a clip; it has no frames if the clip is shorter than a window. */
  public static Spectrogram of(Clip clip, Framing framing) {
    float[] window = framing.window();
    RealFft fft = new RealFft(framing.fftSize());
    float[][] magnitudes = new float[framing.frames(clip.samples().length)][];
    for (int i = 0; i < magnitudes.length; i++) {
      magnitudes[i] = fft.magnitudes(clip.samples(), i * framing.hopSamples(), window);
    }
    return new Spectrogram(
        magnitudes,
        (double) clip.sampleRateHz() / framing.fftSize(),
        (double) framing.hopSamples() / clip.sampleRateHz());
  }

  /** Number of frames. */
  public int frames() {
    return magnitudes.length;
  }
}
