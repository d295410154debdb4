package dev.ridgeline.measure.sampling;

import java.util.Arrays;
import java.util.List;

/**
 * Order statistics of a set of samples.
 *
 * <p><b>Formula.</b> The p-th percentile of n sorted samples {@code x[0..n-1]} is found by linear
 * interpolation between closest ranks: with {@code h = (n - 1) * p / 100} and {@code k = floor(h)}
 * it is {@code x[k] + (h - k) * (x[k + 1] - x[k])}. The median is the 50th percentile. This is type
 * 7 of the source, the default of NumPy, R and Julia. For few samples high percentiles are near the
 * largest sample: the 99th needs more than 100 samples to leave even one above it.
 *
 * <p><b>Source.</b> Hyndman and Fan, Sample Quantiles in Statistical Packages, The American
 * Statistician 50 (1996), definition 7.
 */
public final class Percentiles {
  /** Makes the median absolute deviation of a normal distribution its standard deviation. */
  private static final double MAD_TO_SIGMA = 1.482602218505602;

  /** Two-sided 95 % quantile of the standard normal distribution. */
  private static final double Z_95 = 1.959963984540054;

  private final double[] sorted;

  private Percentiles(double[] sorted) {
    this.sorted = sorted;
  }

  /** Sorts a copy of the samples, of which there must be at least one, none of them NaN. */
  public static Percentiles of(List<Double> samples) {
    double[] values = new double[samples.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = samples.get(i);
    }
    return of(values);
  }

  /** Sorts a copy of the samples, of which there must be at least one, none of them NaN. */
  public static Percentiles of(double... samples) {
    if (samples.length == 0) {
      throw new IllegalArgumentException("no samples given, at least one is needed");
    }
    double[] sorted = samples.clone();
    for (double sample : sorted) {
      if (Double.isNaN(sample)) {
        throw new IllegalArgumentException("a sample is NaN");
      }
    }
    Arrays.sort(sorted);
    return new Percentiles(sorted);
  }

  /** The p-th percentile, {@code 0 <= p <= 100}. */
  public double at(double p) {
    if (!(p >= 0 && p <= 100)) {
      throw new IllegalArgumentException("percentile " + p + " given, 0 to 100 is allowed");
    }
    double h = (sorted.length - 1) * (p / 100);
    int k = (int) Math.floor(h);
    if (k >= sorted.length - 1) {
      return sorted[sorted.length - 1];
    }
    double fraction = h - k;
    return fraction == 0 ? sorted[k] : sorted[k] + fraction * (sorted[k + 1] - sorted[k]);
  }

  /** The 50th percentile. */
  public double median() {
    return at(50);
  }

  /** The smallest sample. */
  public double min() {
    return sorted[0];
  }

  /** The largest sample. */
  public double max() {
    return sorted[sorted.length - 1];
  }

  /** How many samples there are. */
  public int count() {
    return sorted.length;
  }

  /**
   * Robust relative spread of the samples: {@code 1.4826 * MAD / median}, where MAD is the median
   * of the absolute deviations from the median. For normal samples it estimates the standard
   * deviation over the mean. A fraction, not per cent.
   */
  public double spread() {
    double median = median();
    double[] deviations = new double[sorted.length];
    for (int i = 0; i < deviations.length; i++) {
      deviations[i] = Math.abs(sorted[i] - median);
    }
    double mad = of(deviations).median();
    return mad == 0 ? 0 : MAD_TO_SIGMA * mad / Math.abs(median);
  }

  /**
   * How well the median is known: half the width of its distribution-free 95 % confidence interval,
   * over the median. The interval lies between the order statistics of ranks {@code n/2 -+ 1.96 *
   * sqrt(n)/2}, rounded outward. Below six samples no interval reaches 95 %; it is then the whole
   * range, which covers the median with probability {@code 1 - 2^(1-n)}; of a single sample nothing
   * is known and the answer is 1.
   */
  public double medianUncertainty() {
    int n = sorted.length;
    if (n == 1) {
      return 1;
    }
    double half = Z_95 * Math.sqrt(n) / 2;
    int low = Math.max(0, (int) Math.floor(n / 2.0 - half) - 1);
    int high = Math.min(n - 1, (int) Math.ceil(n / 2.0 + half));
    double width = sorted[high] - sorted[low];
    return width == 0 ? 0 : width / 2 / Math.abs(median());
  }
}
