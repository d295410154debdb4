package dev.ridgeline.app.primitives;

import dev.ridgeline.app.cli.Figures;
import dev.ridgeline.app.cli.Version;
import dev.ridgeline.app.page.Block;
import dev.ridgeline.app.page.Column;
import dev.ridgeline.app.page.Footer;
import dev.ridgeline.app.page.Page;
import dev.ridgeline.app.page.ScatterChart;
import dev.ridgeline.app.page.Section;
import dev.ridgeline.app.page.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A perceptron at a grid of ranks as a page. */
final class PerceptronRanksPage {
  private PerceptronRanksPage() {}

  static Page of(PerceptronRanks r, String command) {
    return new Page(
        "Low rank: " + r.network(),
        "Digits of MNIST, %s. Ranks are chosen by %d images that were held out; errors shown are those of %d test images."
            .formatted(r.training(), r.heldOutImages(), r.testImages()),
        List.of(
            new Section("Error, size and time", "", List.of(errors(r), times(r, 1), times(r, 256))),
            new Section("All ranks", "", List.of(table(r)))),
        new Footer(r.machine(), Version.number(), command, Instant.now()));
  }

  /** The whole model first. */
  static List<PerceptronRanks.Point> all(PerceptronRanks r) {
    List<PerceptronRanks.Point> all = new ArrayList<>(List.of(r.whole()));
    all.addAll(r.points());
    return all;
  }

  private static String group(PerceptronRanks r, PerceptronRanks.Point p) {
    if (p.equals(r.whole())) {
      return "whole";
    }
    if (p.ranks().equals(r.chosen())) {
      return "chosen";
    }
    return p.pareto() ? "Pareto front" : "other ranks";
  }

  private static Block errors(PerceptronRanks r) {
    ScatterChart chart =
        ScatterChart.titled(
                "Error against size",
                Column.number("parameters", "Parameters", "", 6),
                Column.number("error", "Test error", "%", 3))
            .labels("Ranks")
            .groups("Which");
    for (PerceptronRanks.Point p : all(r)) {
      double error = Math.max(1 - p.testAccuracy(), 0.5 / r.testImages());
      chart.point(p.ranks().toString(), group(r, p), (double) p.parameters(), 100 * error);
    }
    return chart.finding(verdict(r)).build();
  }

  private static Block times(PerceptronRanks r, int batch) {
    ScatterChart chart =
        ScatterChart.titled(
                "Time at batch " + batch + " against size",
                Column.number("parameters", "Parameters", "", 6),
                Column.number("millis", "Median", "ms", 3))
            .labels("Ranks")
            .groups("Which");
    double most = 0;
    double least = Double.POSITIVE_INFINITY;
    for (PerceptronRanks.Point p : all(r)) {
      PerceptronRanks.Time time = batch == 1 ? p.batch1() : p.batch256();
      chart.point(p.ranks().toString(), group(r, p), (double) p.parameters(), time.medianMillis());
      if (!p.equals(r.whole())) {
        most = Math.max(most, time.speedUp());
        least = Math.min(least, time.speedUp());
      }
    }
    return chart
        .finding(
            "Factored models are %s to %s times as fast as the whole one at batch %d."
                .formatted(Figures.significant(least), Figures.significant(most), batch))
        .build();
  }

  /** What was chosen, in one sentence. */
  static String verdict(PerceptronRanks r) {
    return r.best()
        .map(p ->
            "Ranks %s keep %.2f %% on held-out images: compression %s, test accuracy %.2f %% (whole: %.2f %%), %s times as fast at batch 1, %s at batch 256."
                .formatted(
                    p.ranks(),
                    r.accuracyLimit(),
                    Figures.significant(p.compression()),
                    100 * p.testAccuracy(),
                    100 * r.whole().testAccuracy(),
                    Figures.significant(p.batch1().speedUp()),
                    Figures.significant(p.batch256().speedUp())))
        .orElseGet(() ->
            "No ranks of the grid keep %.2f %% on held-out images with a standard error to spare."
                .formatted(r.accuracyLimit()));
  }

  private static Block table(PerceptronRanks r) {
    Table.Builder table =
        Table.of(
            "Ranks, accuracy, size and time",
            Column.text("ranks", "Ranks"),
            Column.text("which", "Which"),
            Column.number("parameters", "Parameters", "", 6),
            Column.number("compression", "Compression", "times", 3),
            Column.percent("factored", "Test accuracy, factored", 2),
            Column.percent("heldOut", "Held-out accuracy, fine-tuned", 2),
            Column.percent("test", "Test accuracy, fine-tuned", 2),
            Column.number("one", "Batch 1", "ms", 3),
            Column.number("speedOne", "Speed-up, batch 1", "times", 3),
            Column.number("many", "Batch 256", "ms", 3),
            Column.number("speedMany", "Speed-up, batch 256", "times", 3));
    for (PerceptronRanks.Point p : all(r)) {
      table.row(
          p.ranks().toString(),
          group(r, p),
          (double) p.parameters(),
          p.compression(),
          p.factoredTestAccuracy(),
          p.heldOutAccuracy(),
          p.testAccuracy(),
          p.batch1().medianMillis(),
          p.batch1().speedUp(),
          p.batch256().medianMillis(),
          p.batch256().speedUp());
    }
    return table.build();
  }
}
