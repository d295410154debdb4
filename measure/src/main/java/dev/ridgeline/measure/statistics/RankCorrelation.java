package dev.ridgeline.measure.statistics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * How well one quantity orders things as another does.
 *
 * <p><b>Formula.</b> Spearman's rho is the correlation coefficient of the ranks, equal values
 * having the mean of their ranks. Kendall's tau-b is {@code (C - D) / sqrt((P - Tx) (P - Ty))} with
 * C pairs in the same order, D in opposite order, P pairs in all, and Tx and Ty pairs that are
 * equal in x and in y.
 *
 * <p><b>Limits.</b> NaN where one side has no two different values. Time is O(n log n) for rho and
 * O(n^2) for tau.
 *
 * <p><b>Source.</b> Spearman, The Proof and Measurement of Association between Two Things (1904);
 * Kendall, The Treatment of Ties in Ranking Problems, Biometrika 33 (1945).
 */
public enum RankCorrelation {
  /** Spearman's rho. */
  SPEARMAN {
    @Override
    double compute(double[] x, double[] y) {
      return pearson(ranks(x), ranks(y));
    }
  },
  /** Kendall's tau-b. */
  KENDALL {
    @Override
    double compute(double[] x, double[] y) {
      return tauB(x, y);
    }
  };

  /** The coefficient of pairs (x[i], y[i]), from -1 to 1. */
  public double of(double[] x, double[] y) {
    if (x.length != y.length) {
      throw new IllegalArgumentException(x.length + " values against " + y.length);
    }
    for (int i = 0; i < x.length; i++) {
      if (Double.isNaN(x[i]) || Double.isNaN(y[i])) {
        throw new IllegalArgumentException("pair " + i + " is not a number");
      }
    }
    return compute(x, y);
  }

  abstract double compute(double[] x, double[] y);

  /** Ranks from 1, equal values sharing the mean of theirs. */
  static double[] ranks(double[] values) {
    int n = values.length;
    int[] order =
        IntStream.range(0, n)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> values[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] ranks = new double[n];
    int from = 0;
    while (from < n) {
      int to = from + 1;
      while (to < n && values[order[to]] == values[order[from]]) {
        to++;
      }
      for (int i = from; i < to; i++) {
        ranks[order[i]] = (from + 1 + to) / 2.0;
      }
      from = to;
    }
    return ranks;
  }

  private static double pearson(double[] x, double[] y) {
    double meanX = Arrays.stream(x).average().orElse(Double.NaN);
    double meanY = Arrays.stream(y).average().orElse(Double.NaN);
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (int i = 0; i < x.length; i++) {
      xy += (x[i] - meanX) * (y[i] - meanY);
      xx += (x[i] - meanX) * (x[i] - meanX);
      yy += (y[i] - meanY) * (y[i] - meanY);
    }
    return xx == 0 || yy == 0 ? Double.NaN : Math.clamp(xy / Math.sqrt(xx * yy), -1, 1);
  }

  private static double tauB(double[] x, double[] y) {
    long balance = 0;
    long apartX = 0;
    long apartY = 0;
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < i; j++) {
        int signX = Double.compare(x[i], x[j]);
        int signY = Double.compare(y[i], y[j]);
        balance += (long) Integer.signum(signX) * Integer.signum(signY);
        apartX += signX == 0 ? 0 : 1;
        apartY += signY == 0 ? 0 : 1;
      }
    }
    return apartX == 0 || apartY == 0
        ? Double.NaN
        : balance / Math.sqrt((double) apartX * (double) apartY);
  }
}
