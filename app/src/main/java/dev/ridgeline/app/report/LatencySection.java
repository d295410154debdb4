package dev.ridgeline.app.report;

import dev.ridgeline.app.bench.BenchReport;
import dev.ridgeline.app.bench.BenchResult;
import dev.ridgeline.app.cli.Figures;
import dev.ridgeline.app.page.BarChart;
import dev.ridgeline.app.page.Block;
import dev.ridgeline.app.page.Chart;
import dev.ridgeline.app.page.Column;
import dev.ridgeline.app.page.Note;
import dev.ridgeline.app.page.ScatterChart;
import dev.ridgeline.app.page.Section;
import dev.ridgeline.app.page.Table;
import dev.ridgeline.app.roofline.Placement;
import dev.ridgeline.app.roofline.RooflineResult;
import dev.ridgeline.measure.latency.LatencyResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What was measured: latency and throughput, beside what the models compute. */
final class LatencySection {
  private LatencySection() {}

  static Section of(RooflineResult rooflines, BenchReport bench) {
    List<Block> blocks = new ArrayList<>();
    if (!rooflines.measured().isEmpty()) {
      blocks.add(flops(rooflines));
      blocks.addAll(BatchCharts.of(rooflines.measured()));
      blocks.add(timesPredicted(rooflines));
    }
    blocks.add(table(bench));
    List<String> suspects = bench.suspects();
    if (!suspects.isEmpty()) {
      blocks.add(
          Note.suspect("Results that cannot all be right.", suspects.toArray(String[]::new)));
    }
    if (!bench.leftOut().isEmpty()) {
      blocks.add(
          new Note(
              Note.Kind.LEFT_OUT,
              "Cases that were not measured.",
              bench.leftOut().stream()
                  .map(l ->
                      "%s, batch %d: %s".formatted(l.what().model(), l.what().batch(), l.reason()))
                  .toList()));
    }
    return new Section(
        "Measured latency",
        "Median time of one run in one session, cases interleaved. Not in the times: "
            + LatencyResult.EXCLUDES
            + ".",
        blocks);
  }

  private static Chart flops(RooflineResult rooflines) {
    ScatterChart chart =
        ScatterChart.titled(
            "Latency against operations",
            Column.number("gigaflops", "Convolutions and matrix products", "GFLOP", 3),
            Column.number("millis", "Median latency", "ms", 3));
    for (Placement p : rooflines.measured()) {
      chart.point(
          p.timing().model(),
          Long.toString(p.timing().batch()),
          gigaflop(p),
          p.timing().medianMillis(),
          p.suspect());
    }
    return chart.finding(speedRange(rooflines.measured())).build();
  }

  private static double gigaflop(Placement p) {
    return p.gigaflops() * p.timing().medianMillis() / 1e3;
  }

  /** For each batch: how much the speed differs between models, which is what FLOPs do not tell. */
  private static String speedRange(List<Placement> placements) {
    Map<Long, List<Placement>> byBatch =
        placements.stream()
            .collect(
                Collectors.groupingBy(p -> p.timing().batch(), TreeMap::new, Collectors.toList()));
    List<String> sentences = new ArrayList<>();
    byBatch.forEach((batch, own) -> {
      Placement fast =
          own.stream().max(Comparator.comparingDouble(Placement::gigaflops)).orElseThrow();
      Placement slow =
          own.stream().min(Comparator.comparingDouble(Placement::gigaflops)).orElseThrow();
      if (own.size() > 1) {
        sentences.add(
            "At batch %d one operation takes %s times as long in %s (%s GFLOP/s) as in %s (%s GFLOP/s)."
                .formatted(
                    batch,
                    Figures.significant(fast.gigaflops() / slow.gigaflops()),
                    slow.timing().model(),
                    Figures.significant(slow.gigaflops()),
                    fast.timing().model(),
                    Figures.significant(fast.gigaflops())));
      }
    });
    return sentences.isEmpty()
        ? "One case was measured."
        : String.join(" ", sentences) + " Operations alone do not tell the time.";
  }

  private static Chart timesPredicted(RooflineResult rooflines) {
    BarChart chart =
        BarChart.titled(
            "Measured time over the least time that the roof allows",
            Column.number("timesPredicted", "Measured / least", "", 3));
    for (Placement p : rooflines.measured()) {
      chart.bar(
          p.timing().model(), Long.toString(p.timing().batch()), p.timesPredicted(), p.suspect());
    }
    Comparator<Placement> order = Comparator.comparingDouble(Placement::timesPredicted);
    Placement most = rooflines.measured().stream().max(order).orElseThrow();
    Placement least = rooflines.measured().stream().min(order).orElseThrow();
    return chart
        .finding(
            "%s at batch %d takes %s times the least time of its layers, %s at batch %d only %s times: the gap is work that the count leaves out, overhead, and kernels below the roof."
                .formatted(
                    most.timing().model(),
                    most.timing().batch(),
                    Figures.significant(most.timesPredicted()),
                    least.timing().model(),
                    least.timing().batch(),
                    Figures.significant(least.timesPredicted())))
        .build();
  }

  private static Table table(BenchReport bench) {
    Table.Builder table =
        Table.of(
            "Latency and throughput",
            Column.text("model", "Model"),
            Column.integer("batch", "Batch", ""),
            Column.text("engine", "Engine"),
            Column.integer("threads", "Threads", ""),
            Column.number("medianMillis", "Median", "ms", 4),
            Column.number("p90Millis", "90 %", "ms", 4),
            Column.number("p99Millis", "99 %", "ms", 4),
            Column.percent("spread", "Spread", 1),
            Column.number("itemsPerSecond", "Throughput", "items/s", 4),
            Column.number("firstMillis", "First, cold", "ms", 4),
            Column.integer("samples", "Samples", ""),
            Column.mark("suspect", "Suspect"));
    for (BenchResult r : bench.results()) {
      r.latency()
          .ifPresentOrElse(
              l ->
                  table.row(
                      r.what().model(),
                      r.what().batch(),
                      l.engine(),
                      r.what().threads(),
                      l.medianMillis(),
                      l.p90Millis(),
                      l.p99Millis(),
                      l.spread(),
                      l.itemsPerSecond(),
                      l.firstMillis(),
                      l.samples(),
                      l.contended() ? "other work ran meanwhile" : ""),
              () -> failed(table, r));
    }
    return table.build();
  }

  private static void failed(Table.Builder table, BenchResult r) {
    Object none = java.util.Optional.empty();
    table.row(
        r.what().model(),
        r.what().batch(),
        r.what().engine(),
        r.what().threads(),
        none,
        none,
        none,
        none,
        none,
        none,
        none,
        "failed: " + r.reason().orElse(""));
  }
}
