package dev.ridgeline.app.compress;

import dev.ridgeline.measure.statistics.Interval;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A method over all trained networks.
 *
 * @param method the series
 * @param name of the method at this level
 * @param accuracy mean share of held-out clips that are right
 * @param interval of the mean accuracy, at 95 %; empty for one network
 * @param lossPoints mean of the paired differences from the trained networks, in percentage points
 * @param lossInterval of that mean, at 95 %; empty for one network
 * @param parameters mean count of those that are not 0
 * @param bytes mean size with packed weights
 * @param model the saved files, one a network
 */
record CompressionPoint(
    String method,
    String name,
    double level,
    int bits,
    int runs,
    double accuracy,
    Optional<Interval> interval,
    double lossPoints,
    Optional<Interval> lossInterval,
    long parameters,
    long bytes,
    long fileBytes,
    long macs,
    List<String> model) {
  /** Two-sided 95 % quantiles of Student's t for 1, 2, ... degrees of freedom. */
  private static final double[] STUDENT = {
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179
  };

  /** Gathers runs by method, in their order; the trained network must be among them. */
  static List<CompressionPoint> of(List<CompressionRun> runs) {
    Map<String, List<CompressionRun>> byName = new LinkedHashMap<>();
    Map<String, CompressionRun> trained = new LinkedHashMap<>();
    for (CompressionRun run : runs) {
      byName.computeIfAbsent(run.name(), _ -> new ArrayList<>()).add(run);
      if (run.method().equals("float")) {
        trained.put(start(run), run);
      }
    }
    return byName.values().stream().map(some -> point(some, trained)).toList();
  }

  private static String start(CompressionRun run) {
    return run.split() + " " + run.seed();
  }

  private static CompressionPoint point(
      List<CompressionRun> runs, Map<String, CompressionRun> trained) {
    double[] accuracies = runs.stream().mapToDouble(CompressionRun::accuracy).toArray();
    double[] losses =
        runs.stream()
            .mapToDouble(run ->
                100 * (Objects.requireNonNull(trained.get(start(run))).accuracy() - run.accuracy()))
            .toArray();
    CompressionRun first = runs.getFirst();
    return new CompressionPoint(
        first.method(),
        first.name(),
        first.level(),
        first.bits(),
        runs.size(),
        mean(accuracies),
        interval(accuracies),
        mean(losses),
        interval(losses),
        Math.round(runs.stream().mapToLong(CompressionRun::parameters).average().orElseThrow()),
        Math.round(runs.stream().mapToLong(CompressionRun::bytes).average().orElseThrow()),
        Math.round(runs.stream().mapToLong(CompressionRun::fileBytes).average().orElseThrow()),
        Math.round(runs.stream().mapToLong(CompressionRun::macs).average().orElseThrow()),
        runs.stream().map(CompressionRun::model).toList());
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /** Student's interval of a mean. */
  static Optional<Interval> interval(double[] values) {
    if (values.length < 2 || values.length > STUDENT.length + 1) {
      return Optional.empty();
    }
    double mean = mean(values);
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    double error = Math.sqrt(squares / (values.length - 1) / values.length);
    double half = STUDENT[values.length - 2] * error;
    return Optional.of(new Interval(mean - half, mean + half));
  }

  /** Those that no other is at least as accurate and as small as, by ascending cost. */
  static List<CompressionPoint> front(
      List<CompressionPoint> points, java.util.function.ToLongFunction<CompressionPoint> cost) {
    List<CompressionPoint> front = new ArrayList<>();
    double best = -1;
    List<CompressionPoint> sorted =
        points.stream()
            .sorted(
                java.util.Comparator.comparingLong(cost)
                    .thenComparingDouble(point -> -point.accuracy()))
            .toList();
    for (CompressionPoint point : sorted) {
      if (point.accuracy() > best) {
        best = point.accuracy();
        front.add(point);
      }
    }
    return front;
  }
}
