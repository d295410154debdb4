package dev.ridgeline.app.train;

import java.util.List;

/**
 * A training, as {@code --json} prints it.
 *
 * @param schema its name and version
 * @param network units from input to output
 * @param parameters weights and biases
 * @param trainImages learnt from
 * @param testImages scored with
 * @param optimiser with its rate
 * @param epochs passes over the images
 * @param images of a step
 * @param smoothing of the labels
 * @param seed of weights and order
 * @param threads of the engine
 * @param target what compiled the kernels
 * @param machine it was run on
 * @param curve one point an epoch
 * @param testAccuracy after the last epoch
 * @param trainingSeconds of all epochs, without reading, compiling and scoring
 * @param seconds of all of it
 * @param fingerprint SHA-256 of the weights, little-endian, in order
 * @param files that were written
 */
record TrainResult(
    String schema,
    String network,
    long parameters,
    int trainImages,
    int testImages,
    String optimiser,
    int epochs,
    int images,
    double smoothing,
    long seed,
    int threads,
    String target,
    String machine,
    List<Point> curve,
    double testAccuracy,
    double trainingSeconds,
    double seconds,
    String fingerprint,
    List<String> files) {
  static final String SCHEMA = "ridgeline.train/1";

  TrainResult {
    curve = List.copyOf(curve);
    files = List.copyOf(files);
  }

  /**
   * An epoch.
   *
   * @param trainLoss mean over its steps, with the smoothed labels
   * @param testLoss cross-entropy, labels not smoothed
   */
  record Point(int epoch, double trainLoss, double testLoss, double testAccuracy, double seconds) {}
}
