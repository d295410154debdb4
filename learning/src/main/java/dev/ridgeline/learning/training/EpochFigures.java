package dev.ridgeline.learning.training;

/**
 * An epoch of training.
 *
 * @param epoch from 1
 * @param trainingLoss mean cross-entropy of the varied clips with smoothed labels
 * @param trainingAccuracy share of the varied clips that the model of their step got right
 * @param validationLoss mean cross-entropy of the validation clips, labels as they are
 * @param validationAccuracy share of the validation clips that are right
 */
public record EpochFigures(
    int epoch,
    double trainingLoss,
    double trainingAccuracy,
    double validationLoss,
    double validationAccuracy) {
  /** Figures of an epoch in a checkpoint. */
  static final int VALUES = 4;

  double[] values() {
    return new double[] {trainingLoss, trainingAccuracy, validationLoss, validationAccuracy};
  }

  static EpochFigures of(int epoch, double[] curve, int from) {
    return new EpochFigures(epoch, curve[from], curve[from + 1], curve[from + 2], curve[from + 3]);
  }
}
