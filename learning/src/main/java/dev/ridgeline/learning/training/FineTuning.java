package dev.ridgeline.learning.training;

import dev.ridgeline.core.UserError;
import dev.ridgeline.learning.data.ClipSource;
import dev.ridgeline.learning.data.FeatureSet;
import dev.ridgeline.learning.data.KeywordSet;
import dev.ridgeline.learning.data.TrainingClips;
import dev.ridgeline.learning.model.KeywordModel;
import dev.ridgeline.learning.network.Network;
import dev.ridgeline.learning.network.Optimiser;
import java.util.Arrays;

/**
 * Trains a network on for some epochs: the very one that it is given, with the training clips of a
 * set, varied as in training. The bits depend on the network, the recipe and the recordings alone.
 */
public final class FineTuning {
  private static final int PIECE_BATCHES = 32;

  private final TrainingClips clips;
  private final Recipe recipe;

  /** What is done between steps. */
  public interface Between {
    /** Before a step; {@code share} of all steps is done. */
    default void before(double share) {}

    /** After the weights have changed. */
    default void after() {}
  }

  /** Training on a set's training partition. */
  public FineTuning(KeywordSet set, KeywordModel model, Recipe recipe) {
    this.recipe = recipe;
    clips =
        new TrainingClips(
            set, ClipSource.of(set), model.frontEnd(), recipe.augmentation(), recipe.seed());
  }

  /**
   * Trains.
   *
   * @throws UserError if the loss is no number any more
   */
  public void run(Network network, Between between) {
    Optimiser optimiser = new Optimiser(network, recipe.method(), recipe.decay());
    int batch = Math.min(Math.min(recipe.batch(), network.batch()), clips.count());
    int steps = clips.count() / batch;
    for (int epoch = 1; epoch <= recipe.epochs(); epoch++) {
      int[] order = clips.order(epoch);
      double loss = 0;
      for (int from = 0; from < steps; from += PIECE_BATCHES) {
        int count = Math.min(PIECE_BATCHES, steps - from);
        int[] piece = Arrays.copyOfRange(order, from * batch, (from + count) * batch);
        FeatureSet features = clips.features(piece, epoch);
        for (int step = 0; step < count; step++) {
          long done = (long) (epoch - 1) * steps + from + step;
          long all = (long) recipe.epochs() * steps;
          between.before((double) done / all);
          loss += gradient(network, features, step * batch, batch);
          optimiser.step(recipe.rate(done, all));
          between.after();
        }
      }
      if (!Double.isFinite(loss)) {
        throw new UserError(
            "the loss is %s in epoch %d of training on at rate %s; give a lower rate"
                .formatted(loss, epoch, recipe.rate()));
      }
    }
  }

  private double gradient(Network network, FeatureSet features, int at, int batch) {
    int size = network.inputSize();
    float[] targets = recipe.targets(features.labels(), at, batch, network.classes());
    float[] inputs = Arrays.copyOfRange(features.features(), at * size, (at + batch) * size);
    return network.gradient(inputs, targets, batch);
  }
}
