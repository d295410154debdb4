package dev.ridgeline.app.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * The first engine of a session beside another that took turns with it: median over median of each
 * case that both ran, and the geometric mean of these.
 *
 * @param engine the first one
 * @param over the other one
 * @param cases the cases that both ran, in the order of the session
 */
record EngineRatios(String engine, String over, List<Case> cases) {
  /**
   * One case.
   *
   * @param model its name
   * @param batch items in a run
   * @param sequence its length in tokens, where it has one
   * @param ratio the first engine's median time over the other's
   */
  record Case(String model, long batch, OptionalInt sequence, double ratio) {}

  /** Copies the list. */
  EngineRatios {
    cases = List.copyOf(cases);
  }

  /** One for each engine but the first that shares a case with it. */
  static List<EngineRatios> of(List<String> engines, List<BenchResult> results) {
    Map<List<Object>, Map<String, Double>> medians = new LinkedHashMap<>();
    for (BenchResult result : results) {
      BenchCase what = result.what();
      List<Object> key = List.of(what.model(), what.batch(), what.sequence());
      result
          .latency()
          .ifPresent(latency ->
              medians
                  .computeIfAbsent(key, _ -> new LinkedHashMap<>())
                  .put(what.engine(), latency.medianMillis()));
    }
    String first = engines.getFirst();
    return engines.stream()
        .skip(1)
        .map(other -> new EngineRatios(first, other, cases(first, other, medians)))
        .filter(ratios -> !ratios.cases().isEmpty())
        .toList();
  }

  private static List<Case> cases(
      String first, String other, Map<List<Object>, Map<String, Double>> medians) {
    return medians.entrySet().stream()
        .filter(entry -> entry.getValue().keySet().containsAll(List.of(first, other)))
        .map(entry -> {
          List<Object> key = entry.getKey();
          double ours = entry.getValue().getOrDefault(first, Double.NaN);
          double theirs = entry.getValue().getOrDefault(other, Double.NaN);
          return new Case(
              (String) key.get(0), (long) key.get(1), (OptionalInt) key.get(2), ours / theirs);
        })
        .toList();
  }

  /** The geometric mean of the cases' ratios. */
  double geometricMean() {
    return Math.exp(
        cases.stream().mapToDouble(c -> Math.log(c.ratio())).average().orElse(Double.NaN));
  }

  /** The ratio of a case. */
  OptionalDouble ratio(BenchCase what) {
    return cases.stream()
        .filter(c ->
            c.model().equals(what.model())
                && c.batch() == what.batch()
                && c.sequence().equals(what.sequence()))
        .mapToDouble(Case::ratio)
        .findFirst();
  }
}
