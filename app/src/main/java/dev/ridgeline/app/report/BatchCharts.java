package dev.ridgeline.app.report;

import dev.ridgeline.app.cli.Figures;
import dev.ridgeline.app.page.Block;
import dev.ridgeline.app.page.Chart;
import dev.ridgeline.app.page.Column;
import dev.ridgeline.app.page.LineChart;
import dev.ridgeline.app.roofline.Placement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Latency and throughput against the batch. */
final class BatchCharts {
  /** Lines that can be told apart. */
  private static final int LINES = 8;

  private BatchCharts() {}

  /** The two charts; none where no model was measured at two batches. */
  static List<Block> of(List<Placement> measured) {
    Map<String, List<Placement>> byModel = byModel(measured);
    if (byModel.isEmpty()) {
      return List.of();
    }
    long suspects = measured.stream().filter(p -> !p.suspect().isEmpty()).count();
    String drawn =
        "%d of %d models measured at several batches are drawn%s."
            .formatted(
                Math.min(LINES, byModel.size()),
                byModel.size(),
                suspects == 0 ? "" : ", suspect points left out");
    return List.of(
        lines(
            "Latency against batch",
            Column.number("millis", "Median latency", "ms", 4),
            byModel,
            p -> p.timing().medianMillis(),
            drawn),
        lines(
            "Throughput against batch",
            Column.number("itemsPerSecond", "Throughput", "items/s", 4),
            byModel,
            BatchCharts::throughput,
            gain(byModel) + " " + drawn));
  }

  private static double throughput(Placement p) {
    return 1e3 * p.timing().batch() / p.timing().medianMillis();
  }

  /** Sound points by model, each at two batches at least, spread evenly over the models' speeds. */
  private static Map<String, List<Placement>> byModel(List<Placement> measured) {
    Map<String, List<Placement>> byModel = new LinkedHashMap<>();
    measured.stream()
        .filter(p -> p.suspect().isEmpty())
        .sorted(Comparator.comparingLong(p -> p.timing().batch()))
        .forEach(p -> byModel.computeIfAbsent(p.timing().model(), _ -> new ArrayList<>()).add(p));
    byModel.values().removeIf(own -> own.size() < 2);
    return byModel;
  }

  private static Chart lines(
      String title,
      Column y,
      Map<String, List<Placement>> byModel,
      ToDoubleFunction<Placement> value,
      String finding) {
    List<List<Placement>> models =
        byModel.values().stream()
            .sorted(Comparator.comparingDouble(own -> throughput(own.getFirst())))
            .toList();
    LineChart chart =
        LineChart.titled(title, Column.integer("batch", "Batch", ""), y)
            .logarithmicX()
            .logarithmicY();
    int count = Math.min(LINES, models.size());
    for (int i = 0; i < count; i++) {
      int at = count == 1 ? 0 : (int) Math.round(i * (models.size() - 1.0) / (count - 1));
      for (Placement p : models.get(at)) {
        chart.point(p.timing().model(), (double) p.timing().batch(), value.applyAsDouble(p));
      }
    }
    return chart.finding(finding).build();
  }

  private static String gain(Map<String, List<Placement>> byModel) {
    ToDoubleFunction<List<Placement>> gain =
        own -> throughput(own.getLast()) / throughput(own.getFirst());
    List<Placement> most =
        byModel.values().stream().max(Comparator.comparingDouble(gain)).orElseThrow();
    List<Placement> least =
        byModel.values().stream().min(Comparator.comparingDouble(gain)).orElseThrow();
    return "From batch %d to %d the throughput of %s changes by a factor of %s, from %d to %d that of %s by %s."
        .formatted(
            most.getFirst().timing().batch(),
            most.getLast().timing().batch(),
            most.getFirst().timing().model(),
            Figures.significant(gain.applyAsDouble(most)),
            least.getFirst().timing().batch(),
            least.getLast().timing().batch(),
            least.getFirst().timing().model(),
            Figures.significant(gain.applyAsDouble(least)));
  }
}
