package dev.ridgeline.learning.training;

import dev.ridgeline.core.UserError;
import dev.ridgeline.learning.data.Augmentation;
import dev.ridgeline.learning.network.Optimiser;
import java.util.Arrays;

/**
 * How a model is trained. The rate falls along half a cosine: {@code rate * (1 + cos(pi * step /
 * steps)) / 2}, over all steps of all epochs (Loshchilov and Hutter 2017). The target of a class is
 * {@code 1 - smoothing + smoothing / classes}, that of the others {@code smoothing / classes}
 * (Szegedy et al. 2016).
 *
 * @param epochs passes over the training clips
 * @param batch clips of a step
 * @param method of changing the weights
 * @param rate of the first step
 * @param decay of weights
 * @param smoothing of labels
 * @param mixup clips of a batch are blended in pairs, the share of the first drawn from Beta(mixup,
 *     mixup), features and targets alike (Zhang et al. 2018); 0 for none
 * @param augmentation of training clips
 * @param seed of first weights, order and variation
 */
public record Recipe(
    int epochs,
    int batch,
    Optimiser.Method method,
    double rate,
    double decay,
    double smoothing,
    double mixup,
    Augmentation augmentation,
    long seed) {
  private static final int MOST_EPOCHS = 10_000;
  private static final int MOST_BATCH = 4096;

  /** Checks the ranges. */
  public Recipe {
    require(epochs >= 1 && epochs <= MOST_EPOCHS, "epochs", "1 to " + MOST_EPOCHS, epochs);
    require(batch >= 2 && batch <= MOST_BATCH, "batch", "2 to " + MOST_BATCH, batch);
    require(rate > 0 && rate <= 10, "rate", "over 0 to 10", rate);
    require(decay >= 0 && decay < 1, "decay", "0 to under 1", decay);
    require(smoothing >= 0 && smoothing < 1, "label smoothing", "0 to under 1", smoothing);
    require(mixup >= 0 && mixup <= 10, "mixup", "0 to 10", mixup);
  }

  /** Adam from 3e-3, batches of 64, labels smoothed by 0.1, all variation. */
  public static Recipe standard(int epochs, long seed) {
    return new Recipe(
        epochs, 64, Optimiser.Method.ADAM, 3e-3, 0, 0.1, 0, Augmentation.standard(), seed);
  }

  /** The rate of a step. */
  double rate(long step, long steps) {
    return rate * (1 + Math.cos(Math.PI * step / steps)) / 2;
  }

  /** The target probabilities of clips. */
  float[] targets(int[] labels, int from, int count, int classes) {
    float[] targets = new float[count * classes];
    Arrays.fill(targets, (float) (smoothing / classes));
    for (int i = 0; i < count; i++) {
      targets[i * classes + labels[from + i]] = (float) (1 - smoothing + smoothing / classes);
    }
    return targets;
  }

  private static void require(boolean holds, String what, String allowed, Number given) {
    if (!holds) {
      throw new UserError(
          "training: %s is %s, allowed is %s; give a value in the range"
              .formatted(what, given, allowed));
    }
  }
}
