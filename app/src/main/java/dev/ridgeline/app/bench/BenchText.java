package dev.ridgeline.app.bench;

import dev.ridgeline.app.cli.TextTable;
import dev.ridgeline.measure.latency.LatencyResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A session's results as text. */
final class BenchText {
  private BenchText() {}

  static List<String> lines(BenchRequest request, BenchReport report, String machine) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s on %s, %d threads; milliseconds"
            .formatted(String.join(" and ", request.engines()), machine, request.threads()));
    TextTable table =
        new TextTable(
            List.of(
                "model", "batch", "engine", "median", "p90", "p99", "best", "items/s", "spread",
                "samples", "first", "load", ""));
    report.results().forEach(result -> result.latency().ifPresent(l -> row(table, result, l)));
    lines.addAll(table.lines());
    for (EngineRatios ratios : EngineRatios.of(request.engines(), report.results())) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%s over %s, medians: geometric mean %.2f of %s",
              ratios.engine(),
              ratios.over(),
              ratios.geometricMean(),
              ratios.cases().stream()
                  .map(c ->
                      String.format(Locale.ROOT, "%s at %d %.2f", c.model(), c.batch(), c.ratio()))
                  .collect(Collectors.joining(", "))));
    }
    for (BenchResult result : report.results()) {
      result
          .reason()
          .ifPresent(why -> lines.add("failed: " + name(request, result.what()) + ": " + why));
    }
    for (BenchReport.LeftOut left : report.leftOut()) {
      lines.add("left out: " + name(request, left.what()) + ": " + left.reason());
    }
    report.suspects().forEach(suspect -> lines.add("suspect: " + suspect));
    return lines;
  }

  private static String name(BenchRequest request, BenchCase what) {
    return request.engines().size() > 1 ? what.labelWithEngine() : what.label();
  }

  private static void row(TextTable table, BenchResult result, LatencyResult latency) {
    BenchCase what = result.what();
    String model =
        what.sequence().isPresent()
            ? what.model() + " (" + what.sequence().getAsInt() + " tokens)"
            : what.model();
    table.row(
        List.of(
            model,
            Long.toString(what.batch()),
            what.engine(),
            millis(latency.medianMillis()),
            millis(latency.p90Millis()),
            millis(latency.p99Millis()),
            millis(latency.bestMillis()),
            millis(latency.itemsPerSecond()),
            String.format(Locale.ROOT, "%.1f %%", 100 * latency.spread()),
            Integer.toString(latency.samples()),
            millis(latency.firstMillis()),
            millis(latency.loadMillis()),
            notes(latency)));
  }

  private static String notes(LatencyResult latency) {
    List<String> notes = new ArrayList<>();
    if (latency.contended()) {
      notes.add("contended");
    }
    if (!latency.steady()) {
      notes.add("not steady");
    }
    return String.join(", ", notes);
  }

  /** Four digits that count, or all of a large number. */
  private static String millis(double value) {
    String format = value < 10 ? "%.3f" : value < 100 ? "%.2f" : value < 1000 ? "%.1f" : "%.0f";
    return String.format(Locale.ROOT, format, value);
  }
}
