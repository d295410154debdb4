package dev.ridgeline.measure.statistics;

/** The standard normal distribution. */
final class Normal {
  private static final double LOWEST = 1e-300;

  private Normal() {}

  /**
   * The value below which a normal variable lies with this probability.
   *
   * <p><b>Error.</b> 4.5e-4 absolute at most.
   *
   * <p><b>Source.</b> Abramowitz and Stegun, Handbook of Mathematical Functions, 26.2.23.
   */
  static double quantile(double probability) {
    if (!(probability > 0 && probability < 1)) {
      throw new IllegalArgumentException("probability " + probability + ", allowed is 0 to 1");
    }
    double tail = Math.max(LOWEST, Math.min(probability, 1 - probability));
    double t = Math.sqrt(-2 * Math.log(tail));
    double value =
        t
            - (2.515517 + t * (0.802853 + t * 0.010328))
                / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
    return probability < 0.5 ? -value : value;
  }
}
