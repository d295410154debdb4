package dev.ridgeline.app.kws;

import dev.ridgeline.app.page.Block;
import dev.ridgeline.app.page.Cell;
import dev.ridgeline.app.page.Chart;
import dev.ridgeline.app.page.Column;
import dev.ridgeline.app.page.Footer;
import dev.ridgeline.app.page.KeyFigures;
import dev.ridgeline.app.page.LineChart;
import dev.ridgeline.app.page.Page;
import dev.ridgeline.app.page.Section;
import dev.ridgeline.app.page.Table;
import dev.ridgeline.learning.training.EpochFigures;
import dev.ridgeline.learning.training.Scores;
import dev.ridgeline.measure.machine.CpuReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A training as a page: curves, figures by class, confusion. */
final class TrainPage {
  private static final Column EPOCH = Column.integer("epoch", "Epoch", "");

  private TrainPage() {}

  static Page of(TrainResult result, String version, String command, Instant time) {
    return new Page(
        "Training of " + result.model(),
        "%d classes, split %s, seed %d; the accuracy that counts is that on the held-out clips, which training never saw."
            .formatted(result.labels().size(), result.split(), result.recipe().seed()),
        List.of(
            Section.of("Result", "", figures(result)),
            Section.of(
                "Curves",
                "Training clips are varied anew in every epoch and are judged before each step changes the weights; validation clips are as they are.",
                accuracy(result),
                loss(result)),
            Section.of("Classes", "On the held-out clips.", classes(result.testing())),
            Section.of(
                "Confusion",
                "A row for each class, a column for what its clips were taken for.",
                confusion(result))),
        new Footer(CpuReader.system().label(), version, command, time));
  }

  private static KeyFigures figures(TrainResult result) {
    Scores testing = result.testing();
    return KeyFigures.of(
        figure("Held-out clips", percent(testing.accuracy()), "%"),
        figure("Right", "%d of %d".formatted(testing.correct(), testing.clips()), ""),
        figure("Validation", percent(result.validation().accuracy()), "%"),
        figure("Parameters", "%,d".formatted(result.parameters()), ""),
        figure("Training clips", "%,d".formatted(result.clips()), "an epoch"));
  }

  private static KeyFigures.Figure figure(String label, String value, String unit) {
    return new KeyFigures.Figure(label, value, unit, "");
  }

  private static String percent(double share) {
    return "%.1f".formatted(100 * share);
  }

  private static Chart accuracy(TrainResult result) {
    LineChart chart =
        LineChart.titled("Accuracy", EPOCH, Column.percent("accuracy", "Accuracy", 1))
            .series("Clips");
    for (EpochFigures epoch : result.curve()) {
      chart.point("Training, varied", epoch.epoch(), epoch.trainingAccuracy());
      chart.point("Validation", epoch.epoch(), epoch.validationAccuracy());
    }
    EpochFigures best =
        result.curve().stream()
            .max(Comparator.comparingDouble(EpochFigures::validationAccuracy))
            .orElseThrow();
    return chart
        .finding(
            "Validation ends at %s %%; its highest was %s %% in epoch %d."
                .formatted(
                    percent(result.curve().getLast().validationAccuracy()),
                    percent(best.validationAccuracy()),
                    best.epoch()))
        .build();
  }

  private static Chart loss(TrainResult result) {
    LineChart chart =
        LineChart.titled("Cross-entropy", EPOCH, Column.number("loss", "Cross-entropy", "nats", 3))
            .series("Clips");
    for (EpochFigures epoch : result.curve()) {
      chart.point("Training, varied", epoch.epoch(), epoch.trainingLoss());
      chart.point("Validation", epoch.epoch(), epoch.validationLoss());
    }
    return chart
        .finding(
            "Training falls from %.3f to %.3f nats with labels smoothed by %s; validation has them as they are."
                .formatted(
                    result.curve().getFirst().trainingLoss(),
                    result.curve().getLast().trainingLoss(),
                    result.recipe().smoothing()))
        .build();
  }

  private static Block classes(Scores scores) {
    Table.Builder table =
        Table.of(
            "Precision and recall",
            Column.text("label", "Class"),
            Column.integer("clips", "Clips", ""),
            Column.percent("precision", "Precision", 1),
            Column.percent("recall", "Recall", 1));
    scores.classes().forEach(c -> table.row(c.label(), c.clips(), c.precision(), c.recall()));
    return table.build();
  }

  private static Block confusion(TrainResult result) {
    List<Column> columns = new ArrayList<>(List.of(Column.text("label", "Class")));
    for (int c = 0; c < result.labels().size(); c++) {
      columns.add(Column.integer("taken" + c, result.labels().get(c), ""));
    }
    List<List<Cell>> rows = new ArrayList<>();
    for (int c = 0; c < result.labels().size(); c++) {
      List<Cell> row = new ArrayList<>(List.of(Cell.of(result.labels().get(c))));
      result.testing().confusion().get(c).forEach(count -> row.add(Cell.of(count)));
      rows.add(row);
    }
    return new Table("Clips by class and what they were taken for", columns, rows);
  }
}
