package dev.ridgeline.core.gradient;

import dev.ridgeline.core.UserError;

/** What training makes small: a scalar, the mean over the batch (axis 0 of the prediction). */
public sealed interface Loss {

  /**
   * Cross-entropy of logits [N, C] with i64 labels [N]. A share {@code smoothing} of each label is
   * spread evenly over the C classes (Szegedy et al. 2016, section 7).
   */
  record CrossEntropy(double smoothing) implements Loss {
    public CrossEntropy {
      if (!(smoothing >= 0 && smoothing < 1)) {
        throw new UserError(
            "label smoothing is %s; give 0 to below 1, 0 for none".formatted(smoothing));
      }
    }
  }

  /** Cross-entropy of logits [N, C] with soft labels [N, C] of the logits' type. */
  record SoftCrossEntropy() implements Loss {}

  /** Mean squared error over all elements; targets as the prediction. */
  record MeanSquaredError() implements Loss {}
}
