package dev.ridgeline.measure.statistics;

import dev.ridgeline.measure.sampling.Percentiles;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Percentile intervals by resampling with replacement, from a seed.
 *
 * <p><b>Formula.</b> A statistic is computed on {@code rounds} resamples; its interval at
 * confidence c lies between the percentiles {@code 50 (1 - c)} and {@code 50 (1 + c)} of the
 * values. Resamples on which it is not defined are left out.
 *
 * <p><b>Limits.</b> With few values intervals come out too narrow: with ten pairs a 95 % interval
 * of a rank correlation covers the true value in about nine cases of ten.
 *
 * <p><b>Source.</b> Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapter 13.
 *
 * @param rounds resamples, at least 100
 * @param seed seed of the resampling
 */
public record Bootstrap(int rounds, long seed) {
  /** Resamples where nothing else is asked for. */
  public static final int DEFAULT_ROUNDS = 2_000;

  private static final int LEAST_ROUNDS = 100;
  private static final int LEAST_PAIRS = 4;

  /** Checks the number of rounds. */
  public Bootstrap {
    if (rounds < LEAST_ROUNDS) {
      throw new IllegalArgumentException(rounds + " rounds, allowed is at least " + LEAST_ROUNDS);
    }
  }

  /** The interval of a rank correlation of pairs; empty for fewer than four pairs. */
  public Optional<Interval> ofCorrelation(
      RankCorrelation kind, double[] x, double[] y, double confidence) {
    if (x.length < LEAST_PAIRS) {
      return Optional.empty();
    }
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = new double[rounds];
    double[] drawnX = new double[x.length];
    double[] drawnY = new double[x.length];
    int defined = 0;
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < x.length; i++) {
        int from = random.nextInt(x.length);
        drawnX[i] = x[from];
        drawnY[i] = y[from];
      }
      double value = kind.of(drawnX, drawnY);
      if (!Double.isNaN(value)) {
        values[defined++] = value;
      }
    }
    return defined == 0
        ? Optional.empty()
        : Optional.of(interval(Arrays.copyOf(values, defined), confidence));
  }

  private static Interval interval(double[] values, double confidence) {
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException("confidence " + confidence + ", allowed is 0 to 1");
    }
    Percentiles sorted = Percentiles.of(values);
    return new Interval(sorted.at(50 * (1 - confidence)), sorted.at(50 * (1 + confidence)));
  }
}
