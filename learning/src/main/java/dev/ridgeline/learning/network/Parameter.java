package dev.ridgeline.learning.network;

import java.util.Arrays;

/**
 * A trained tensor in the order in which the loops read it.
 *
 * @param name of the constant in the graph
 * @param value its elements
 * @param gradient of the last batch
 * @param order where element i of {@code value} stands in the graph's constant
 * @param decays whether weight decay applies: to weights, not to biases and normalisations
 */
record Parameter(String name, float[] value, float[] gradient, int[] order, boolean decays) {
  static Parameter of(String name, float[] stored, int[] order, boolean decays) {
    float[] value = new float[stored.length];
    for (int i = 0; i < value.length; i++) {
      value[i] = stored[order[i]];
    }
    return new Parameter(name, value, new float[value.length], order, decays);
  }

  /** The elements in the order of the graph's constant. */
  float[] stored() {
    float[] stored = new float[value.length];
    for (int i = 0; i < value.length; i++) {
      stored[order[i]] = value[i];
    }
    return stored;
  }

  void restore(float[] stored) {
    for (int i = 0; i < value.length; i++) {
      value[i] = stored[order[i]];
    }
  }

  /** Sums partial gradients in order. */
  void gather(float[][] partial, int count) {
    Arrays.fill(gradient, 0);
    for (int c = 0; c < count; c++) {
      float[] one = partial[c];
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] += one[i];
      }
      Arrays.fill(one, 0);
    }
  }
}
