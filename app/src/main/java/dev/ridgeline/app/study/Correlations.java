package dev.ridgeline.app.study;

import dev.ridgeline.measure.statistics.Bootstrap;
import dev.ridgeline.measure.statistics.Interval;
import dev.ridgeline.measure.statistics.RankCorrelation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Rank correlations between quantities of models, at each batch by itself: over several batches
 * everything grows with the batch and correlates whatever the models are.
 */
public final class Correlations {
  /** Fewer models make no correlation. */
  static final int LEAST_MODELS = 4;

  static final double CONFIDENCE = 0.95;

  private Correlations() {}

  /**
   * Two quantities at one batch.
   *
   * @param models pairs that it comes from
   * @param spearman rho
   * @param spearmanInterval its 95 % bootstrap interval
   * @param kendall tau-b
   * @param kendallInterval its 95 % bootstrap interval
   */
  public record Correlation(
      long batch,
      String x,
      String y,
      int models,
      double spearman,
      Optional<Interval> spearmanInterval,
      double kendall,
      Optional<Interval> kendallInterval) {}

  /** All pairs of latency by engine, FLOPs, parameters, bytes and the roof's time. */
  public static List<Correlation> of(List<MeasuredCase> cases, long seed) {
    List<Correlation> all = new ArrayList<>();
    List<MeasuredCase> sound = cases.stream().filter(c -> c.suspect().isEmpty()).toList();
    for (long batch : new TreeSet<>(sound.stream().map(c -> c.what().batch()).toList())) {
      Map<String, Map<String, Double>> quantities = quantities(sound, batch);
      List<String> names = List.copyOf(quantities.keySet());
      for (int i = 0; i < names.size(); i++) {
        for (int j = 0; j < i; j++) {
          pair(batch, names.get(j), names.get(i), quantities, seed).ifPresent(all::add);
        }
      }
    }
    return all;
  }

  /** Values by model, by quantity. */
  private static Map<String, Map<String, Double>> quantities(List<MeasuredCase> cases, long batch) {
    Map<String, Map<String, Double>> values = new LinkedHashMap<>();
    for (MeasuredCase c : cases) {
      if (c.what().batch() == batch) {
        put(values, "latency on " + c.engine(), c, c.millis());
      }
    }
    for (MeasuredCase c : cases) {
      if (c.what().batch() == batch) {
        put(values, "FLOPs", c, c.what().flops());
        put(values, "parameters", c, c.what().parameters());
        put(values, "bytes", c, c.what().bytes());
        put(values, "roof's time", c, c.what().leastMillis());
      }
    }
    return values;
  }

  private static void put(
      Map<String, Map<String, Double>> values, String name, MeasuredCase c, double value) {
    values.computeIfAbsent(name, _ -> new LinkedHashMap<>()).put(c.what().model(), value);
  }

  private static Optional<Correlation> pair(
      long batch, String x, String y, Map<String, Map<String, Double>> quantities, long seed) {
    Map<String, Double> ofX = quantities.getOrDefault(x, Map.of());
    Map<String, Double> ofY = quantities.getOrDefault(y, Map.of());
    List<String> models = ofX.keySet().stream().filter(ofY::containsKey).toList();
    if (models.size() < LEAST_MODELS) {
      return Optional.empty();
    }
    double[] xs = models.stream().mapToDouble(m -> ofX.getOrDefault(m, 0.0)).toArray();
    double[] ys = models.stream().mapToDouble(m -> ofY.getOrDefault(m, 0.0)).toArray();
    double rho = RankCorrelation.SPEARMAN.of(xs, ys);
    double tau = RankCorrelation.KENDALL.of(xs, ys);
    if (Double.isNaN(rho) || Double.isNaN(tau)) {
      return Optional.empty();
    }
    Bootstrap bootstrap = new Bootstrap(Bootstrap.DEFAULT_ROUNDS, seed);
    return Optional.of(
        new Correlation(
            batch,
            x,
            y,
            models.size(),
            rho,
            bootstrap.ofCorrelation(RankCorrelation.SPEARMAN, xs, ys, CONFIDENCE),
            tau,
            bootstrap.ofCorrelation(RankCorrelation.KENDALL, xs, ys, CONFIDENCE)));
  }
}
