package dev.ridgeline.learning.network;

import dev.ridgeline.learning.prune.Norm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which weights of a network are kept; the others are 0, and stay 0 as long as {@link #apply} is
 * called after every step. Weights are those of convolutions and matrix products; biases and
 * normalisations are not pruned.
 *
 * <p>Formula: the weights with the smallest {@code |w|} go, or over all layers with the smallest
 * {@code |w| / n}, n being the layer's norm as a mean of magnitudes ({@link Norm}). Source: Han et
 * al. 2015.
 */
public final class WeightMasks {
  private final List<Parameter> weights;
  private final List<boolean[]> pruned = new ArrayList<>();

  /** Whether layers share one ranking. */
  public enum Scope {
    /** The smallest of all layers go. */
    GLOBAL,
    /** The smallest of all layers go, each measured by its layer's norm. */
    NORMALISED,
    /** The same share of every layer goes. */
    LAYER
  }

  private WeightMasks(List<Parameter> weights) {
    this.weights = weights;
    weights.forEach(w -> pruned.add(new boolean[w.value().length]));
  }

  /** Masks of a network's weights as they are: what is 0 already is pruned. */
  public static WeightMasks of(Network network) {
    WeightMasks masks =
        new WeightMasks(network.parameters().stream().filter(Parameter::decays).toList());
    for (int layer = 0; layer < masks.weights.size(); layer++) {
      float[] w = masks.weights.get(layer).value();
      for (int i = 0; i < w.length; i++) {
        masks.pruned.get(layer)[i] = w[i] == 0;
      }
    }
    return masks;
  }

  /** Prunes until a share of all weights is 0; what was pruned stays so. */
  public void prune(double share, Scope scope, Norm norm) {
    switch (scope) {
      case GLOBAL, NORMALISED -> {
        float[][] scores = new float[weights.size()][];
        for (int layer = 0; layer < scores.length; layer++) {
          scores[layer] = scores(layer, scope == Scope.GLOBAL ? 1 : norm.mean(weights(layer)));
        }
        cut(scores, share, pruned);
      }
      case LAYER -> {
        for (int layer = 0; layer < weights.size(); layer++) {
          cut(new float[][] {scores(layer, 1)}, share, List.of(pruned.get(layer)));
        }
      }
    }
    apply();
  }

  private float[] weights(int layer) {
    return weights.get(layer).value();
  }

  private float[] scores(int layer, double unit) {
    float[] w = weights(layer);
    double size = Math.max(unit, Float.MIN_NORMAL);
    float[] scores = new float[w.length];
    for (int i = 0; i < w.length; i++) {
      scores[i] = pruned.get(layer)[i] ? -1 : (float) (Math.abs(w[i]) / size);
    }
    return scores;
  }

  private static void cut(float[][] scores, double share, List<boolean[]> pruned) {
    int all = Arrays.stream(scores).mapToInt(s -> s.length).sum();
    float[] sorted = new float[all];
    int at = 0;
    for (float[] one : scores) {
      System.arraycopy(one, 0, sorted, at, one.length);
      at += one.length;
    }
    Arrays.sort(sorted);
    int count = (int) Math.round(share * all);
    float limit = count == 0 ? Float.NEGATIVE_INFINITY : sorted[count - 1];
    int cut = 0;
    for (int layer = 0; layer < scores.length; layer++) {
      for (int i = 0; i < scores[layer].length && cut < count; i++) {
        if (scores[layer][i] <= limit) {
          pruned.get(layer)[i] = true;
          cut++;
        }
      }
    }
  }

  /** Sets the pruned weights to 0. */
  public void apply() {
    for (int layer = 0; layer < weights.size(); layer++) {
      float[] w = weights.get(layer).value();
      boolean[] gone = pruned.get(layer);
      for (int i = 0; i < w.length; i++) {
        if (gone[i]) {
          w[i] = 0;
        }
      }
    }
  }

  /** Weights that are there, pruned or not. */
  public long weights() {
    return weights.stream().mapToLong(w -> w.value().length).sum();
  }

  /** Weights that are 0. */
  public long zeros() {
    long zeros = 0;
    for (Parameter weight : weights) {
      for (float w : weight.value()) {
        zeros += w == 0 ? 1 : 0;
      }
    }
    return zeros;
  }
}
