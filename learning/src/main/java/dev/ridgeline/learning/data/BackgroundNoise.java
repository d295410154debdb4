package dev.ridgeline.learning.data;

import dev.ridgeline.audio.wav.WavReader;
import dev.ridgeline.core.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Recordings of background noise, each cut in time: the first 80 % belong to training, the next 10
 * % to validation, the rest to testing, so that no noise is heard in two of them.
 */
public final class BackgroundNoise {
  private static final double TRAINING_END = 0.8;
  private static final double VALIDATION_END = 0.9;
  private static final int LEAST_SAMPLES = 10 * OneSecond.SAMPLES;

  private final List<short[]> recordings;

  private BackgroundNoise(List<short[]> recordings) {
    this.recordings = recordings;
  }

  /**
   * Reads the recordings.
   *
   * @throws UserError if one is no sound WAV file, longer than ten minutes or too short to be cut
   */
  public static BackgroundNoise read(List<Path> files) {
    List<short[]> recordings = new ArrayList<>();
    for (Path file : files) {
      short[] samples = OneSecond.at16kHz(WavReader.readClip(file)).toInt16();
      if (samples.length < LEAST_SAMPLES) {
        throw new UserError(
            "background noise '%s' holds %.1f s; at least %d s are needed: record more, or take the file away"
                .formatted(
                    file,
                    (double) samples.length / OneSecond.RATE_HZ,
                    LEAST_SAMPLES / OneSecond.RATE_HZ));
      }
      recordings.add(samples);
    }
    return new BackgroundNoise(recordings);
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return recordings.isEmpty();
  }

  /** One second of a partition's noise, full scale being 1; zeros where there is no noise. */
  float[] second(Partition partition, SplittableRandom random) {
    float[] second = new float[OneSecond.SAMPLES];
    if (recordings.isEmpty()) {
      return second;
    }
    short[] samples = recordings.get(random.nextInt(recordings.size()));
    int from = begin(partition, samples.length);
    int to = end(partition, samples.length);
    int at = from + random.nextInt(Math.max(1, to - from - OneSecond.SAMPLES + 1));
    for (int i = 0; i < second.length; i++) {
      second[i] = samples[at + i] / 32768f;
    }
    return second;
  }

  /** All noise of a partition, recording after recording. */
  public List<short[]> pieces(Partition partition) {
    List<short[]> pieces = new ArrayList<>();
    for (short[] samples : recordings) {
      pieces.add(
          Arrays.copyOfRange(
              samples, begin(partition, samples.length), end(partition, samples.length)));
    }
    return pieces;
  }

  private static int begin(Partition partition, int length) {
    return switch (partition) {
      case TRAINING -> 0;
      case VALIDATION -> (int) (length * TRAINING_END);
      case TESTING -> (int) (length * VALIDATION_END);
    };
  }

  private static int end(Partition partition, int length) {
    return switch (partition) {
      case TRAINING -> (int) (length * TRAINING_END);
      case VALIDATION -> (int) (length * VALIDATION_END);
      case TESTING -> length;
    };
  }
}
