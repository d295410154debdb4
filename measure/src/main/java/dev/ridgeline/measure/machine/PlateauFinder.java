package dev.ridgeline.measure.machine;

import dev.ridgeline.measure.sampling.Percentiles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the levels of a memory hierarchy in curves of bandwidth over working set.
 *
 * <p><b>Formula.</b> The curves (one a kernel, over the same sizes) are cut into segments that are
 * constant in log bandwidth, together for all curves: of all cuts the one is taken that minimises
 * the absolute deviations from each segment's median, averaged over the curves, plus a penalty a
 * segment. The penalty follows the noise, estimated from the differences of neighbours.
 * Neighbouring segments whose medians are within {@value #SAME_LEVEL} of each other are one; a
 * segment that still falls by more than {@value #RAMP_PER_OCTAVE} (in natural log) an octave is the
 * way between two levels and no plateau. What remains, in order of size, are the plateaus.
 *
 * <p><b>Shapes.</b> {@code sizes} ascending, {@code curves[k][i]} bandwidth of kernel k at size i.
 *
 * <p><b>Cost.</b> O(n^3 log n) for n sizes, n being some dozens.
 *
 * <p><b>Limits.</b> A level needs {@value #LEAST_POINTS} sizes. Levels closer than {@value
 * #SAME_LEVEL} in log bandwidth, about 16 %, are not told apart.
 *
 * <p><b>Source.</b> Optimal partitioning: Jackson et al., An Algorithm for Optimal Partitioning of
 * Data on an Interval, IEEE Signal Processing Letters 12 (2005), with absolute deviations for
 * robustness.
 */
final class PlateauFinder {
  static final int LEAST_POINTS = 3;
  static final double SAME_LEVEL = 0.15;
  static final double RAMP_PER_OCTAVE = 0.20;
  private static final double LEAST_NOISE = 0.02;
  private static final double PENALTY_IN_NOISE = 6;

  private final double[] octaves;
  private final double[][] logs;

  private PlateauFinder(double[] octaves, double[][] logs) {
    this.octaves = octaves;
    this.logs = logs;
  }

  /** A plateau: the sizes of indices {@code from} to {@code to}, {@code to} excluded. */
  record Plateau(int from, int to) {}

  /** The plateaus in ascending order of size. */
  static List<Plateau> find(long[] sizes, double[][] curves) {
    double[] octaves =
        Arrays.stream(sizes).mapToDouble(s -> Math.log((double) s) / Math.log(2)).toArray();
    double[][] logs = new double[curves.length][];
    for (int k = 0; k < curves.length; k++) {
      if (curves[k].length != sizes.length) {
        throw new IllegalArgumentException(
            "curve " + k + " has " + curves[k].length + " points, sizes has " + sizes.length);
      }
      logs[k] = Arrays.stream(curves[k]).map(Math::log).toArray();
    }
    if (curves.length == 0 || sizes.length < LEAST_POINTS) {
      return List.of();
    }
    PlateauFinder finder = new PlateauFinder(octaves, logs);
    return finder.plateaus(finder.merge(finder.cut()));
  }

  private List<Plateau> cut() {
    int n = octaves.length;
    double penalty = PENALTY_IN_NOISE * noise();
    double[] best = new double[n + 1];
    int[] previous = new int[n + 1];
    Arrays.fill(best, Double.POSITIVE_INFINITY);
    best[0] = 0;
    for (int to = LEAST_POINTS; to <= n; to++) {
      for (int from = 0; from <= to - LEAST_POINTS; from++) {
        double cost = best[from] + penalty + deviation(from, to);
        if (cost < best[to]) {
          best[to] = cost;
          previous[to] = from;
        }
      }
    }
    List<Plateau> segments = new ArrayList<>();
    for (int to = n; to > 0; to = previous[to]) {
      segments.addFirst(new Plateau(previous[to], to));
    }
    return segments;
  }

  /** Noise of one point in log bandwidth: median absolute difference of neighbours. */
  private double noise() {
    double sum = 0;
    for (double[] log : logs) {
      double[] steps = new double[log.length - 1];
      for (int i = 0; i < steps.length; i++) {
        steps[i] = Math.abs(log[i + 1] - log[i]);
      }
      sum += Percentiles.of(steps).median();
    }
    return Math.max(LEAST_NOISE, sum / logs.length);
  }

  private double deviation(int from, int to) {
    double sum = 0;
    for (double[] log : logs) {
      double median = median(log, from, to);
      for (int i = from; i < to; i++) {
        sum += Math.abs(log[i] - median);
      }
    }
    return sum / logs.length;
  }

  private List<Plateau> merge(List<Plateau> segments) {
    List<Plateau> merged = new ArrayList<>(segments);
    int i = 0;
    while (i + 1 < merged.size()) {
      Plateau a = merged.get(i);
      Plateau b = merged.get(i + 1);
      if (difference(a, b) < SAME_LEVEL && !ramp(a) && !ramp(b)) {
        merged.set(i, new Plateau(a.from(), b.to()));
        merged.remove(i + 1);
        i = Math.max(0, i - 1);
      } else {
        i++;
      }
    }
    return merged;
  }

  private List<Plateau> plateaus(List<Plateau> segments) {
    List<Plateau> flat = segments.stream().filter(s -> !ramp(s)).toList();
    return merge(flat.isEmpty() ? segments : adjacentLevels(flat));
  }

  /** Of two flat segments at one level with a dip between them, the two together. */
  private List<Plateau> adjacentLevels(List<Plateau> flat) {
    List<Plateau> joined = new ArrayList<>();
    for (Plateau next : flat) {
      Plateau last = joined.isEmpty() ? next : joined.getLast();
      if (!joined.isEmpty() && difference(last, next) < SAME_LEVEL) {
        joined.set(joined.size() - 1, new Plateau(last.from(), next.to()));
      } else {
        joined.add(next);
      }
    }
    return joined;
  }

  /** How far two segments are apart in log bandwidth, over all curves. */
  private double difference(Plateau a, Plateau b) {
    double sum = 0;
    for (double[] log : logs) {
      sum += Math.abs(median(log, a.from(), a.to()) - median(log, b.from(), b.to()));
    }
    return sum / logs.length;
  }

  /** Whether the segment falls steadily (Theil-Sen slope), averaged over the curves. */
  private boolean ramp(Plateau segment) {
    double sum = 0;
    for (double[] log : logs) {
      List<Double> slopes = new ArrayList<>();
      for (int i = segment.from(); i < segment.to(); i++) {
        for (int j = i + 1; j < segment.to(); j++) {
          slopes.add((log[j] - log[i]) / (octaves[j] - octaves[i]));
        }
      }
      sum += Percentiles.of(slopes).median();
    }
    return sum / logs.length < -RAMP_PER_OCTAVE;
  }

  private static double median(double[] values, int from, int to) {
    return Percentiles.of(Arrays.copyOfRange(values, from, to)).median();
  }
}
