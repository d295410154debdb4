package dev.ridgeline.measure.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * By how much the median of one set of samples is larger than that of another.
 *
 * <p><b>Formula.</b> Samples come in groups that were taken together (rounds of a session). A
 * resample draws groups and then samples in each, all with replacement; {@code s} is the standard
 * deviation of the logarithm of the ratio of medians over the resamples, larger by {@code sqrt(g /
 * (g - 1))} for the g groups of the side that has fewer, because resampled groups vary too little.
 * The interval at confidence c is {@code ratio * exp(-+ z s)} with z the normal quantile of {@code
 * (1 + c) / 2}: percentiles of resamples would need tens of thousands of them at the confidences
 * that many comparisons ask for.
 *
 * <p><b>Limits.</b> What changes between two sessions and in neither of them (placement of memory,
 * the clock of the machine) is not in the samples; compare with the change that a repeated session
 * shows.
 *
 * <p><b>Source.</b> Davison and Hinkley, Bootstrap Methods and their Application (1997), sections
 * 3.8 and 5.2.
 *
 * @param ratio median of the second over that of the first
 * @param logDeviation s
 */
public record MedianRatio(double ratio, double logDeviation) {
  private static final int ROUNDS = 600;

  /** Compares samples in groups, from a seed. */
  public static MedianRatio of(List<List<Double>> a, List<List<Double>> b, long seed) {
    double[][] groupsA = arrays(a);
    double[][] groupsB = arrays(b);
    SplittableRandom random = new SplittableRandom(seed);
    double sum = 0;
    double squares = 0;
    for (int round = 0; round < ROUNDS; round++) {
      double log = Math.log(drawnMedian(groupsB, random) / drawnMedian(groupsA, random));
      sum += log;
      squares += log * log;
    }
    double mean = sum / ROUNDS;
    double deviation = Math.sqrt(Math.max(0, squares / ROUNDS - mean * mean));
    int groups = Math.min(groupsA.length, groupsB.length);
    double widened = groups > 1 ? deviation * Math.sqrt(groups / (groups - 1.0)) : deviation;
    return new MedianRatio(median(flat(groupsB)) / median(flat(groupsA)), widened);
  }

  /** From medians whose relative 95 % uncertainties are known, where samples are not. */
  public static MedianRatio ofMedians(
      double a, double uncertaintyA, double b, double uncertaintyB) {
    return new MedianRatio(b / a, Math.hypot(uncertaintyA, uncertaintyB) / Normal.quantile(0.975));
  }

  /** The interval at a confidence. */
  public Interval interval(double confidence) {
    double width = Normal.quantile((1 + confidence) / 2) * logDeviation;
    return new Interval(ratio * Math.exp(-width), ratio * Math.exp(width));
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

  private static double[] flat(double[][] groups) {
    return Arrays.stream(groups).flatMapToDouble(Arrays::stream).toArray();
  }

  private static double drawnMedian(double[][] groups, SplittableRandom random) {
    double[][] drawn = new double[groups.length][];
    for (int g = 0; g < groups.length; g++) {
      double[] from = groups[random.nextInt(groups.length)];
      drawn[g] = random.ints(from.length, 0, from.length).mapToDouble(i -> from[i]).toArray();
    }
    return median(flat(drawn));
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    int n = values.length;
    return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
  }
}
