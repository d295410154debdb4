package dev.ridgeline.primitives.conv;

/**
 * Expected error of sums. A rounding error is uniform to a good approximation, its size relative to
 * u times the sum so far about 0.41; after n random products the relative L2 is sqrt(0.41^2 n / 2)
 * u, to which the products add their own.
 */
public final class SumError {
  private static final double EACH_STEP = 0.29;
  private static final double PRODUCTS = 0.4;

  private SumError() {}

  /** K of a sum of {@code terms} products, one after the other. */
  public static double sequential(int terms) {
    return Math.hypot(PRODUCTS, EACH_STEP * Math.sqrt(terms));
  }
}
