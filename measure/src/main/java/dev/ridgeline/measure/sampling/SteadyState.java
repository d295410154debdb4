package dev.ridgeline.measure.sampling;

import java.util.ArrayList;
import java.util.List;

/**
 * Decides when a workload is warm: the medians of the last two windows of {@value #WINDOW} times
 * differ by at most {@value #TOLERANCE} of the later one.
 */
final class SteadyState {
  static final int WINDOW = 5;
  static final double TOLERANCE = 0.03;

  private final List<Double> times = new ArrayList<>();

  void add(double nanos) {
    times.add(nanos);
  }

  boolean reached() {
    int n = times.size();
    if (n < 2 * WINDOW) {
      return false;
    }
    double earlier = Percentiles.of(times.subList(n - 2 * WINDOW, n - WINDOW)).median();
    double later = Percentiles.of(times.subList(n - WINDOW, n)).median();
    return Math.abs(later - earlier) <= TOLERANCE * later;
  }
}
