package dev.ridgeline.app.primitives;

import java.util.List;
import java.util.Optional;

/**
 * A perceptron with its layers factored at a grid of ranks, as {@code --json} prints it. Ranks are
 * chosen by images that were held out from training; the test images judge what was chosen.
 *
 * @param schema its name and version
 * @param network units from input to output
 * @param training how it was trained, and each factored one after it
 * @param fineTuningEpochs epochs that follow factoring; 0 for none
 * @param heldOutImages of the training images, kept for the choice
 * @param testImages judged with
 * @param seed of weights and order
 * @param threads of the engine, in training and when timed
 * @param target what compiled the kernels
 * @param machine it was run on
 * @param whole the perceptron that is not factored
 * @param points one for each combination of ranks
 * @param accuracyLimit that the held-out accuracy has to reach, one standard error taken off
 * @param chosen the ranks of the smallest point within the limit; empty where none is
 * @param clock source of the times
 * @param excludes what the times leave out
 */
record PerceptronRanks(
    String schema,
    String network,
    String training,
    int fineTuningEpochs,
    int heldOutImages,
    int testImages,
    long seed,
    int threads,
    String target,
    String machine,
    Point whole,
    List<Point> points,
    double accuracyLimit,
    List<Integer> chosen,
    String clock,
    String excludes) {
  static final String SCHEMA = "ridgeline.lowrank.mnist/1";

  PerceptronRanks {
    points = List.copyOf(points);
    chosen = List.copyOf(chosen);
  }

  /**
   * A factored perceptron.
   *
   * @param ranks one a hidden layer; 0 where it stays whole
   * @param network units from input to output
   * @param parameters weights and biases of the whole model
   * @param compression parameters of the model that is not factored over these
   * @param factoredTestAccuracy right after factoring, before any fine-tuning
   * @param heldOutAccuracy after fine-tuning
   * @param testAccuracy after fine-tuning
   * @param batch1 time of one image
   * @param batch256 time of 256 images
   * @param pareto whether no point with as few parameters has a higher held-out accuracy
   */
  record Point(
      List<Integer> ranks,
      String network,
      long parameters,
      double compression,
      double factoredTestAccuracy,
      double heldOutAccuracy,
      double testAccuracy,
      Time batch1,
      Time batch256,
      boolean pareto) {
    Point {
      ranks = List.copyOf(ranks);
    }
  }

  /**
   * A measured time.
   *
   * @param medianMillis of one run
   * @param spread robust relative spread of the samples
   * @param samples there were
   * @param contended whether others used the CPUs meanwhile
   * @param speedUp the whole model's median over this one
   */
  record Time(double medianMillis, double spread, int samples, boolean contended, double speedUp) {}

  /** The point that was chosen. */
  Optional<Point> best() {
    return points.stream().filter(p -> p.ranks().equals(chosen)).findFirst();
  }
}
