package dev.ridgeline.app.study;

import dev.ridgeline.measure.sampling.Percentiles;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A model whose time its FLOPs do not tell.
 *
 * @param times measured time over what the median time of a FLOP, at that batch and on that engine,
 *     would make it
 * @param sentence why, in words computed from counts
 */
public record Misprediction(
    String model, long batch, String engine, double times, String sentence) {
  private static final double MATTERS = 1.5;

  /** Models off by half or more, the worst first. */
  static List<Misprediction> of(List<MeasuredCase> cases) {
    List<Misprediction> found = new ArrayList<>();
    for (MeasuredCase one : cases) {
      List<MeasuredCase> alike =
          cases.stream()
              .filter(c ->
                  c.suspect().isEmpty()
                      && c.engine().equals(one.engine())
                      && c.what().batch() == one.what().batch())
              .toList();
      if (alike.size() < Correlations.LEAST_MODELS || !one.suspect().isEmpty()) {
        continue;
      }
      double typical =
          Percentiles.of(alike.stream().map(c -> c.millis() / c.what().flops()).toList()).median();
      double times = one.millis() / one.what().flops() / typical;
      if (times > MATTERS || times < 1 / MATTERS) {
        found.add(
            new Misprediction(
                one.what().model(),
                one.what().batch(),
                one.engine(),
                times,
                why(one, alike, times)));
      }
    }
    found.sort(
        Comparator.comparingDouble((Misprediction m) -> Math.abs(Math.log(m.times()))).reversed());
    return found;
  }

  private static String why(MeasuredCase one, List<MeasuredCase> alike, double times) {
    List<String> reasons = new ArrayList<>();
    for (LayerFamily family : LayerFamily.values()) {
      double flops = share(one.what().forwardFlops(), family);
      double roof = share(one.what().roofMillis(), family);
      if (times > 1 && roof > flops + 0.15) {
        reasons.add(
            "%s is %.0f %% of its FLOPs but %.0f %% of the time that the roof allows"
                .formatted(family.title(), 100 * flops, 100 * roof));
      }
    }
    double bound = median(alike, c -> c.what().memoryBoundShare());
    if (Math.abs(one.what().memoryBoundShare() - bound) > 0.15
        && (one.what().memoryBoundShare() > bound) == (times > 1)) {
      reasons.add(
          String.format(
              Locale.ROOT,
              "bandwidth binds %.0f %% of its least time, against %.0f %% in the median model",
              100 * one.what().memoryBoundShare(),
              100 * bound));
    }
    double layers = median(alike, c -> c.what().layers() / c.what().flops());
    double own = one.what().layers() / one.what().flops() / layers;
    if ((times > 1 && own > 1.5) || (times < 1 && own < 1 / 1.5)) {
      reasons.add(
          String.format(
              Locale.ROOT,
              "it has %.2g times as many layers for its FLOPs as the median model",
              own));
    }
    return String.format(
        Locale.ROOT,
        "%s at batch %d on %s takes %.2g times as long as its FLOPs say: %s.",
        one.what().model(),
        one.what().batch(),
        one.engine(),
        times,
        reasons.isEmpty() ? "counts do not tell why" : String.join("; ", reasons));
  }

  private static double share(Map<LayerFamily, Double> parts, LayerFamily of) {
    double all = StudyCase.sum(parts);
    return all == 0 ? 0 : parts.getOrDefault(of, 0.0) / all;
  }

  private static double median(
      List<MeasuredCase> cases, java.util.function.ToDoubleFunction<MeasuredCase> value) {
    return Percentiles.of(cases.stream().map(value::applyAsDouble).toList()).median();
  }
}
