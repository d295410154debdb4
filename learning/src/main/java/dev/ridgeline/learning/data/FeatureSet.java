package dev.ridgeline.learning.data;

import java.util.List;

/**
 * Features of examples, one after the other, with their classes. The arrays are shared; do not
 * change them.
 *
 * @param frontEnd what computed them
 * @param features {@code frontEnd.size()} values for each example
 * @param labels the class of each example
 */
public record FeatureSet(FrontEnd frontEnd, float[] features, int[] labels) {
  /** Checks the sizes. */
  public FeatureSet {
    if (features.length != (long) labels.length * frontEnd.size()) {
      throw new IllegalArgumentException(
          "%d values given for %d clips of %d"
              .formatted(features.length, labels.length, frontEnd.size()));
    }
  }

  /** How many examples there are. */
  public int clips() {
    return labels.length;
  }

  static int[] labels(List<Example> examples) {
    return examples.stream().mapToInt(Example::label).toArray();
  }
}
