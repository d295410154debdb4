package dev.ridgeline.audio.frontend;

import dev.ridgeline.audio.Clip;
import dev.ridgeline.audio.spectrum.Framing;
import dev.ridgeline.audio.spectrum.MelBank;
import dev.ridgeline.audio.spectrum.Mfcc;
import dev.ridgeline.audio.spectrum.Spectrogram;
import java.util.Arrays;

/**
 * The features of MLPerf Tiny's keyword spotting.
 *
 * <p>Formula: the clip over its maximum (of the samples, not of their magnitudes), filled up with
 * silence or cut to one second; frames of 480 every 320 samples, FFT 512, magnitudes; 40 mel bands
 * from 20 to 4000 Hz; the first 10 {@link Mfcc} with floor 1e-6. Shapes: 16 kHz in, 49 frames x 10
 * out. Error: of the 832 published feature files 99.6 % of the bytes are equal and all but one file
 * are within 1; f32 and f64 arithmetic truncate some values to different sides. Cost: 49
 * transforms. Source: mlcommons/tiny, keyword spotting reference.
 *
 * <p>A clip without a sample above zero is not scaled. An object holds no state between clips; one
 * thread at a time.
 */
public final class MlperfTinyMfcc {
  /** The rate of the clips. */
  public static final int SAMPLE_RATE_HZ = 16_000;

  /** Samples of a clip. */
  public static final int SAMPLES = 16_000;

  /** Frames of a clip. */
  public static final int FRAMES = 49;

  /** Values of a frame. */
  public static final int COEFFICIENTS = 10;

  /** Scale of the published int8 features. */
  public static final double INPUT_SCALE = 0.5847029089927673;

  /** Zero point of the published int8 features. */
  public static final int INPUT_ZERO_POINT = 83;

  private static final int BANDS = 40;
  private static final Framing FRAMING = new Framing(480, 320, 512);

  private final MelBank bank =
      new MelBank(BANDS, 20, 4000, FRAMING.fftSize() / 2 + 1, SAMPLE_RATE_HZ);
  private final Mfcc mfcc = new Mfcc(BANDS, COEFFICIENTS, 1e-6);

  /** The features of a clip, frame after frame. */
  public float[] features(short[] samples) {
    float[] second = Arrays.copyOf(Clip.of(samples, SAMPLE_RATE_HZ).samples(), SAMPLES);
    float largest = 0;
    for (float sample : second) {
      largest = Math.max(largest, sample);
    }
    if (largest > 0) {
      for (int i = 0; i < SAMPLES; i++) {
        second[i] /= largest;
      }
    }
    Spectrogram spectrogram = Spectrogram.of(new Clip(second, SAMPLE_RATE_HZ), FRAMING);
    float[] features = new float[FRAMES * COEFFICIENTS];
    for (int i = 0; i < FRAMES; i++) {
      float[] frame = mfcc.apply(bank.apply(spectrogram.magnitudes()[i]));
      System.arraycopy(frame, 0, features, i * COEFFICIENTS, COEFFICIENTS);
    }
    return features;
  }

  /**
   * Features as the published files hold them: {@code x/scale + zeroPoint}, its fraction cut off
   * rather than rounded, clamped to a signed byte.
   */
  public static byte[] truncated(float[] features) {
    byte[] bytes = new byte[features.length];
    for (int i = 0; i < bytes.length; i++) {
      int value = (int) (features[i] / INPUT_SCALE + INPUT_ZERO_POINT);
      bytes[i] = (byte) Math.max(Byte.MIN_VALUE, Math.min(Byte.MAX_VALUE, value));
    }
    return bytes;
  }
}
