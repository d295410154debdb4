package dev.ridgeline.learning.digits;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.gradient.Loss;
import dev.ridgeline.engine.EngineOptions;
import dev.ridgeline.engine.training.Trainer;
import dev.ridgeline.learning.data.Seeds;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * A perceptron trained on the compiled engine, with its curve. The parameters are those after the
 * last step: no epoch is picked by what it scores.
 *
 * @param perceptron with the parameters after the last step
 * @param curve one point an epoch
 */
public record PerceptronTraining(Perceptron perceptron, List<Epoch> curve) {

  public PerceptronTraining {
    curve = List.copyOf(curve);
  }

  /**
   * An epoch.
   *
   * @param epoch from 1
   * @param trainLoss mean loss of its batches, each before its step
   * @param score on images that are not learnt from
   * @param seconds of training, without scoring
   */
  public record Epoch(int epoch, double trainLoss, Score score, double seconds) {}

  /**
   * Trains.
   *
   * @param train images to learn from
   * @param judged images to score every epoch with
   * @param progress gets a line an epoch
   * @throws UserError if there are fewer images than a batch, or the training diverges
   */
  public static PerceptronTraining run(
      Perceptron start,
      Recipe recipe,
      Digits train,
      Digits judged,
      EngineOptions options,
      Consumer<String> progress) {
    if (train.count() < recipe.batch()) {
      throw new UserError(
          "a batch of %d images, but there are %d; give a smaller batch"
              .formatted(recipe.batch(), train.count()));
    }
    List<Epoch> curve = new ArrayList<>();
    try (Trainer trainer =
        Trainer.of(
            start.graph(recipe.batch()),
            new Loss.CrossEntropy(recipe.smoothing()),
            recipe.optimiser(),
            options)) {
      Feeder feeder = new Feeder(trainer, train, recipe.batch());
      Perceptron now = start;
      for (int epoch = 1; epoch <= recipe.epochs(); epoch++) {
        long begin = System.nanoTime();
        double loss = feeder.epoch(recipe, epoch);
        double seconds = (System.nanoTime() - begin) / 1e9;
        now = start.with(trainer::parameter);
        Score score = Score.of(now, judged, options);
        curve.add(new Epoch(epoch, loss, score, seconds));
        progress.accept(
            "epoch %d of %d: accuracy %.2f %%"
                .formatted(epoch, recipe.epochs(), 100 * score.accuracy()));
      }
      return new PerceptronTraining(now, curve);
    }
  }

  /** Puts batches where the trainer reads them. */
  private static final class Feeder {
    private final Trainer trainer;
    private final Digits digits;
    private final int batch;
    private final float[] pixels;
    private final long[] labels;
    private final int[] order;

    Feeder(Trainer trainer, Digits digits, int batch) {
      this.trainer = trainer;
      this.digits = digits;
      this.batch = batch;
      this.pixels = new float[batch * Digits.PIXELS];
      this.labels = new long[batch];
      this.order = new int[digits.count()];
    }

    double epoch(Recipe recipe, int epoch) {
      shuffle(Seeds.stream(recipe.seed(), "order", epoch));
      int steps = order.length / batch;
      long all = (long) steps * recipe.epochs();
      double sum = 0;
      for (int step = 0; step < steps; step++) {
        load(step * batch);
        sum += trainer.step(recipe.scale(trainer.steps(), all));
      }
      return sum / steps;
    }

    /** The shuffle of Fisher and Yates. */
    private void shuffle(SplittableRandom random) {
      for (int i = 0; i < order.length; i++) {
        int at = random.nextInt(i + 1);
        order[i] = order[at];
        order[at] = i;
      }
    }

    private void load(int from) {
      for (int i = 0; i < batch; i++) {
        digits.pixels(order[from + i], pixels, i * Digits.PIXELS);
        labels[i] = digits.label(order[from + i]);
      }
      MemorySegment.copy(
          pixels,
          0,
          trainer.input(Perceptron.INPUT),
          ValueLayout.JAVA_FLOAT_UNALIGNED,
          0,
          pixels.length);
      MemorySegment.copy(
          labels, 0, trainer.targets(), ValueLayout.JAVA_LONG_UNALIGNED, 0, labels.length);
    }
  }
}
