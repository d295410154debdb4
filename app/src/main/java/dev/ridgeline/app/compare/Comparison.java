package dev.ridgeline.app.compare;

import dev.ridgeline.core.UserError;
import dev.ridgeline.measure.statistics.Interval;
import dev.ridgeline.measure.statistics.MedianRatio;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Two sets of results held against each other, case by case.
 *
 * <p>The confidence is that of the whole table: with m rows each interval has the confidence {@code
 * 1 - (1 - c) / m} (Bonferroni). A difference is called one only where the interval leaves out
 * every ratio nearer to 1 than {@code floor}: two sessions of one program on one machine differ by
 * more than their samples tell.
 *
 * @param confidence of the table, 0 to 1
 * @param rowConfidence of each row
 * @param floor ratio less 1 that does not count
 * @param rows the cases that both have
 * @param onlyA cases that the second has not
 * @param onlyB cases that the first has not
 */
record Comparison(
    double confidence,
    double rowConfidence,
    double floor,
    List<Row> rows,
    List<String> onlyA,
    List<String> onlyB) {
  private static final long SEED = 1;

  /** What a row says. */
  enum Verdict {
    SLOWER,
    FASTER,
    SAME,
    /** Too few or too noisy samples to tell even a large difference. */
    UNKNOWN
  }

  /**
   * One case.
   *
   * @param ratio time of the second over that of the first
   * @param low lower end of its interval
   * @param high upper end of its interval
   * @param samples whether the interval comes from samples, not from medians alone
   */
  record Row(
      String model,
      long batch,
      long sequence,
      int threads,
      String engineA,
      String engineB,
      double medianMillisA,
      double medianMillisB,
      double ratio,
      double low,
      double high,
      Verdict verdict,
      boolean samples,
      boolean contended) {}

  Comparison {
    rows = List.copyOf(rows);
    onlyA = List.copyOf(onlyA);
    onlyB = List.copyOf(onlyB);
  }

  static Comparison of(List<Measured> a, List<Measured> b, double confidence, double floor) {
    boolean across = engine(a).equals(engine(b)) || engine(a).isEmpty() || engine(b).isEmpty();
    Map<List<Object>, Measured> second = new LinkedHashMap<>();
    b.forEach(m -> second.put(key(m, across), m));
    List<Measured[]> both = new ArrayList<>();
    List<String> onlyA = new ArrayList<>();
    for (Measured m : a) {
      Measured other = second.remove(key(m, across));
      if (other == null) {
        onlyA.add(label(m));
      } else {
        both.add(new Measured[] {m, other});
      }
    }
    if (both.isEmpty()) {
      throw new UserError(
          "the two results have no case in common; measure the same models, batches and threads, and choose engines with --engine A,B where both hold several");
    }
    double own = 1 - (1 - confidence) / both.size();
    return new Comparison(
        confidence,
        own,
        floor,
        both.stream().map(pair -> row(pair[0], pair[1], own, floor)).toList(),
        onlyA,
        second.values().stream().map(Comparison::label).toList());
  }

  /** The engine of all of them; empty where there are several. */
  private static String engine(List<Measured> of) {
    List<String> engines = of.stream().map(Measured::engine).distinct().toList();
    return engines.size() == 1 ? engines.getFirst() : "";
  }

  private static List<Object> key(Measured m, boolean withEngine) {
    return withEngine ? List.of(m.what(), m.engine()) : List.of(m.what());
  }

  private static String label(Measured m) {
    return m.what().model() + " batch " + m.what().batch() + " on " + m.engine();
  }

  private static Row row(Measured a, Measured b, double confidence, double floor) {
    boolean samples = !a.rounds().isEmpty() && !b.rounds().isEmpty();
    MedianRatio ratio =
        samples
            ? MedianRatio.of(a.rounds(), b.rounds(), SEED)
            : MedianRatio.ofMedians(
                a.medianMillis(), a.uncertainty(), b.medianMillis(), b.uncertainty());
    Interval interval = ratio.interval(confidence);
    return new Row(
        a.what().model(),
        a.what().batch(),
        a.what().sequence(),
        a.what().threads(),
        a.engine(),
        b.engine(),
        a.medianMillis(),
        b.medianMillis(),
        ratio.ratio(),
        interval.low(),
        interval.high(),
        verdict(interval, floor),
        samples,
        a.contended() || b.contended());
  }

  private static Verdict verdict(Interval interval, double floor) {
    if (interval.low() > 1 + floor) {
      return Verdict.SLOWER;
    }
    if (interval.high() < 1 / (1 + floor)) {
      return Verdict.FASTER;
    }
    return interval.high() > 2 * interval.low() ? Verdict.UNKNOWN : Verdict.SAME;
  }

  long count(Verdict verdict) {
    return rows.stream().filter(row -> row.verdict() == verdict).count();
  }
}
