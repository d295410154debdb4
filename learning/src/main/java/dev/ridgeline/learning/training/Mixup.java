package dev.ridgeline.learning.training;

import java.util.SplittableRandom;

/**
 * Blends the clips of a batch in pairs: {@code share * x + (1 - share) * other}, features and
 * targets alike. Source: Zhang et al. 2018, mixup, equation 2.
 */
final class Mixup {
  private final double alpha;

  Mixup(double alpha) {
    this.alpha = alpha;
  }

  /**
   * Blends each clip with the one that stands as far from the end as it from the beginning.
   *
   * @param features {@code size} values a clip, changed in place
   * @param targets {@code classes} values a clip, changed in place
   */
  void blend(
      float[] features,
      int size,
      float[] targets,
      int classes,
      int clips,
      SplittableRandom random) {
    if (alpha == 0) {
      return;
    }
    float[] otherFeatures = features.clone();
    float[] otherTargets = targets.clone();
    for (int clip = 0; clip < clips; clip++) {
      float share = (float) beta(random);
      int other = clips - 1 - clip;
      blend(features, clip * size, otherFeatures, other * size, size, share);
      blend(targets, clip * classes, otherTargets, other * classes, classes, share);
    }
  }

  private static void blend(float[] x, int at, float[] other, int otherAt, int count, float share) {
    for (int i = 0; i < count; i++) {
      x[at + i] = share * x[at + i] + (1 - share) * other[otherAt + i];
    }
  }

  /** Beta(alpha, alpha), the larger of the two shares, by Johnk's method (1964). */
  double beta(SplittableRandom random) {
    while (true) {
      double u = Math.pow(random.nextDouble(), 1 / alpha);
      double v = Math.pow(random.nextDouble(), 1 / alpha);
      if (u + v <= 1 && u + v > 0) {
        return Math.max(u, v) / (u + v);
      }
    }
  }
}
