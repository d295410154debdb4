package dev.ridgeline.learning.data;

import dev.ridgeline.audio.Clip;
import dev.ridgeline.audio.resample.Resampler;
import dev.ridgeline.audio.wav.WavReader;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What keyword spotters hear of a recording: one second at 16 kHz. Shorter recordings are filled up
 * with zeros at the end; of longer ones the loudest second is taken, so that it does not matter
 * where in a recording of one's own the word is spoken.
 */
public final class OneSecond {
  /** Samples a second. */
  public static final int RATE_HZ = 16_000;

  /** Samples of a clip. */
  public static final int SAMPLES = RATE_HZ;

  /** Recordings of words are at most so long. */
  public static final double LONGEST_SECONDS = 60;

  private static final int STEP = 160;

  private OneSecond() {}

  /**
   * Reads a recording of a word.
   *
   * @throws dev.ridgeline.core.UserError if it is no sound WAV file, or longer than {@link
   *     #LONGEST_SECONDS}
   */
  public static short[] read(Path file) {
    return loudest(at16kHz(WavReader.readClip(file, LONGEST_SECONDS)).toInt16());
  }

  /** The clip at 16 kHz. */
  static Clip at16kHz(Clip clip) {
    return clip.sampleRateHz() == RATE_HZ ? clip : Resampler.resample(clip, RATE_HZ);
  }

  static short[] loudest(short[] samples) {
    if (samples.length <= SAMPLES) {
      return Arrays.copyOf(samples, SAMPLES);
    }
    long energy = 0;
    for (int i = 0; i < SAMPLES; i++) {
      energy += (long) samples[i] * samples[i];
    }
    long most = energy;
    int best = 0;
    for (int from = STEP; from + SAMPLES <= samples.length; from += STEP) {
      for (int i = from - STEP; i < from; i++) {
        energy += (long) samples[i + SAMPLES] * samples[i + SAMPLES];
        energy -= (long) samples[i] * samples[i];
      }
      if (energy > most) {
        most = energy;
        best = from;
      }
    }
    return Arrays.copyOfRange(samples, best, best + SAMPLES);
  }
}
