package dev.ridgeline.learning.data;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The training examples of a set, each varied anew in every epoch. What a clip becomes depends on
 * the seed, its name and the epoch alone, whatever the order and the threads.
 */
public final class TrainingClips {
  private static final int PIECE = 32;

  private final List<Example> examples;
  private final ClipSource source;
  private final FrontEnd frontEnd;
  private final Augmentation augmentation;
  private final long seed;

  /** The training partition of a set. */
  public TrainingClips(
      KeywordSet set, ClipSource source, FrontEnd frontEnd, Augmentation augmentation, long seed) {
    this.examples = set.examples(Partition.TRAINING);
    this.source = source;
    this.frontEnd = frontEnd;
    this.augmentation = augmentation;
    this.seed = seed;
  }

  /** How many there are. */
  public int count() {
    return examples.size();
  }

  /** An order of the examples for an epoch. */
  public int[] order(int epoch) {
    int[] order = IntStream.range(0, examples.size()).toArray();
    SplittableRandom random = Seeds.stream(seed, "order of examples", epoch);
    for (int i = order.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int moved = order[i];
      order[i] = order[other];
      order[other] = moved;
    }
    return order;
  }

  /** The features of some examples as they are in an epoch, computed on all cores. */
  public FeatureSet features(int[] indices, int epoch) {
    int size = frontEnd.size();
    float[] features = new float[Math.multiplyExact(indices.length, size)];
    int[] labels = new int[indices.length];
    IntStream.range(0, Math.ceilDiv(indices.length, PIECE))
        .parallel()
        .forEach(piece -> {
          FrontEnd.Extractor extractor = frontEnd.extractor();
          int end = Math.min(indices.length, (piece + 1) * PIECE);
          for (int i = piece * PIECE; i < end; i++) {
            Example example = examples.get(indices[i]);
            short[] varied = source.varied(example, augmentation, seed, epoch);
            float[] one = extractor.features(varied);
            mask(one, example, epoch);
            System.arraycopy(one, 0, features, i * size, size);
            labels[i] = example.label();
          }
        });
    return new FeatureSet(frontEnd, features, labels);
  }

  /**
   * Replaces some frames in a row by the mean frame (SpecAugment's time masks, Park et al. 2019).
   */
  private void mask(float[] features, Example example, int epoch) {
    if (augmentation.maskedFrames() == 0) {
      return;
    }
    SplittableRandom random = Seeds.stream(seed, "mask of " + example.key(), epoch);
    int frames = random.nextInt(augmentation.maskedFrames() + 1);
    int from = random.nextInt(frontEnd.frames() - frames + 1);
    int channels = frontEnd.channels();
    for (int c = 0; c < channels; c++) {
      double sum = 0;
      for (int f = 0; f < frontEnd.frames(); f++) {
        sum += features[f * channels + c];
      }
      for (int f = from; f < from + frames; f++) {
        features[f * channels + c] = (float) (sum / frontEnd.frames());
      }
    }
  }
}
