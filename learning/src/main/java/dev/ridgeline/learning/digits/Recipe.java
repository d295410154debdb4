package dev.ridgeline.learning.digits;

import dev.ridgeline.core.UserError;
import dev.ridgeline.engine.training.Optimiser;

/**
 * How a perceptron is trained. The rate falls along half a cosine from the optimiser's own to 0.
 *
 * @param optimiser what moves the weights
 * @param epochs passes over the images
 * @param batch images of a step; those left over at an epoch's end are not seen in it
 * @param smoothing share of each label that is spread over all classes
 * @param seed of the order of the images
 */
public record Recipe(Optimiser optimiser, int epochs, int batch, double smoothing, long seed) {
  private static final int MOST_EPOCHS = 1000;
  private static final int MOST_BATCH = 4096;

  public Recipe {
    if (epochs < 1 || epochs > MOST_EPOCHS) {
      throw new UserError("%d epochs; give 1 to %d".formatted(epochs, MOST_EPOCHS));
    }
    if (batch < 1 || batch > MOST_BATCH) {
      throw new UserError("a batch of %d images; give 1 to %d".formatted(batch, MOST_BATCH));
    }
  }

  /** The share of the rate at a step of so many. */
  double scale(long step, long steps) {
    return 0.5 * (1 + Math.cos(Math.PI * (double) step / (double) steps));
  }
}
