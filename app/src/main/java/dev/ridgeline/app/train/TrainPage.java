package dev.ridgeline.app.train;

import dev.ridgeline.app.cli.Version;
import dev.ridgeline.app.page.Column;
import dev.ridgeline.app.page.Footer;
import dev.ridgeline.app.page.LineChart;
import dev.ridgeline.app.page.Page;
import dev.ridgeline.app.page.Section;
import dev.ridgeline.app.page.Table;
import java.time.Instant;
import java.util.List;

/** A training as a page: its curves and what it was made with. */
final class TrainPage {
  private TrainPage() {}

  static Page of(TrainResult r, String command) {
    Column epoch = Column.integer("epoch", "Epoch", "");
    LineChart error =
        LineChart.titled("Test error", epoch, Column.number("error", "Test error", "%", 3))
            .series("Of")
            .logarithmicY();
    LineChart loss =
        LineChart.titled("Loss", epoch, Column.number("loss", "Cross-entropy", "nats", 3))
            .series("Of");
    Table.Builder table =
        Table.of(
            "Epochs",
            epoch,
            Column.number("train", "Training loss", "nats", 4),
            Column.number("test", "Test loss", "nats", 4),
            Column.percent("accuracy", "Test accuracy", 2),
            Column.number("seconds", "Time", "s", 3));
    for (TrainResult.Point p : r.curve()) {
      // No image wrong would have no place on a logarithmic axis.
      error.point("test", p.epoch(), 100 * Math.max(1 - p.testAccuracy(), 0.5 / r.testImages()));
      loss.point("training", p.epoch(), p.trainLoss());
      loss.point("test", p.epoch(), p.testLoss());
      table.row(p.epoch(), p.trainLoss(), p.testLoss(), p.testAccuracy(), p.seconds());
    }
    TrainResult.Point last = r.curve().getLast();
    error.finding(
        "After %d epochs %d of %d test images are told wrong."
            .formatted(
                r.epochs(), Math.round((1 - r.testAccuracy()) * r.testImages()), r.testImages()));
    loss.finding(
        "The training loss, with labels smoothed by %s, ends at %.3f; the test loss at %.3f."
            .formatted(r.smoothing(), last.trainLoss(), last.testLoss()));
    return new Page(
        "Training " + r.network(),
        "Digits of MNIST, %s, %d images a step, seed %d, %d threads, target %s; the weights after the last step, no epoch picked."
            .formatted(r.optimiser(), r.images(), r.seed(), r.threads(), r.target()),
        List.of(
            new Section("Curves", "", List.of(error.build(), loss.build())),
            new Section("Epochs", "", List.of(table.build()))),
        new Footer(r.machine(), Version.number(), command, Instant.now()));
  }
}
