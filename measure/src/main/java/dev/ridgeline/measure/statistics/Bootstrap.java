package dev.ridgeline.measure.statistics;

import dev.ridgeline.measure.sampling.Percentiles;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Percentile intervals by resampling with replacement, from a seed.
 *
 * <p><b>Formula.</b> A statistic is computed on {@code rounds} resamples; its interval at confidence
 * c lies between the percentiles {@code 50 (1 - c)} and {@code 50 (1 + c)} of the values. Resamples
 * on which it is not defined are left out.
 *
 * <p><b>Limits.</b> With few values intervals come out too narrow: with ten pairs a 95 % interval of a
 * rank correlation covers the true value in about nine cases of ten.
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

  /**
   * The interval of the ratio of two medians, {@code median(b) / median(a)}. Each side is a list of
   * groups of samples that were taken together; groups are drawn first and samples in them second,
   * so that what differs between the groups of one side widens the interval.
   */
  public Interval ofMedianRatio(
      List<List<Double>> a, List<List<Double>> b, double confidence) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] groupsA = arrays(a);
    double[][] groupsB = arrays(b);
    double[] values = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      values[round] = drawnMedian(groupsB, random) / drawnMedian(groupsA, random);
    }
    return interval(values, confidence);
  }

  private static double[][] arrays(List<List<Double>> groups) {
    double[][] arrays =
        groups.stream()
            .filter(group -> !group.isEmpty())
            .map(group -> group.stream().mapToDouble(Double::doubleValue).toArray())
            .toArray(double[][]::new);
    if (arrays.length == 0) {
      throw new IllegalArgumentException("no samples given, at least one is needed");
    }
    return arrays;
  }

  private static double drawnMedian(double[][] groups, SplittableRandom random) {
    double[][] drawn = new double[groups.length][];
    int count = 0;
    for (int g = 0; g < groups.length; g++) {
      double[] from = groups[random.nextInt(groups.length)];
      double[] own = new double[from.length];
      for (int i = 0; i < own.length; i++) {
        own[i] = from[random.nextInt(from.length)];
      }
      drawn[g] = own;
      count += own.length;
    }
    double[] all = new double[count];
    int at = 0;
    for (double[] own : drawn) {
      System.arraycopy(own, 0, all, at, own.length);
      at += own.length;
    }
    Arrays.sort(all);
    return count % 2 == 1 ? all[count / 2] : (all[count / 2 - 1] + all[count / 2]) / 2;
  }

  private static Interval interval(double[] values, double confidence) {
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException("confidence " + confidence + ", allowed is 0 to 1");
    }
    Percentiles sorted = Percentiles.of(values);
    return new Interval(sorted.at(50 * (1 - confidence)), sorted.at(50 * (1 + confidence)));
  }
}
