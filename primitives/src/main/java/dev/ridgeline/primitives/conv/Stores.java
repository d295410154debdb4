package dev.ridgeline.primitives.conv;

import dev.ridgeline.primitives.number.NumberFormat;

/** How tensors pass into and out of a storage format. */
final class Stores {
  private Stores() {}

  /** A copy rounded to the format, as one block. */
  static double[] copy(NumberFormat storage, double[] values) {
    double[] copy = values.clone();
    storage.store(copy, 1);
    return copy;
  }

  /**
   * Rounds an output to the format, in place. Formats whose inputs are rounded as part of the
   * algorithm (integers, logarithms) hand their wide sums on: rescaling them is the next layer's.
   */
  static double[] output(NumberFormat storage, double[] values) {
    if (storage.givenRounded()) {
      storage.store(values, 1);
    }
    return values;
  }
}
