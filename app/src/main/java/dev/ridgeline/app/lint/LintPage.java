package dev.ridgeline.app.lint;

import dev.ridgeline.app.cli.Version;
import dev.ridgeline.app.page.Block;
import dev.ridgeline.app.page.Column;
import dev.ridgeline.app.page.Footer;
import dev.ridgeline.app.page.Page;
import dev.ridgeline.app.page.Prose;
import dev.ridgeline.app.page.ScatterChart;
import dev.ridgeline.app.page.Section;
import dev.ridgeline.app.page.Table;
import dev.ridgeline.measure.check.Finding;
import dev.ridgeline.measure.check.KnownModel;
import dev.ridgeline.measure.check.MeasuredRow;
import dev.ridgeline.measure.check.MeasuredTable;
import dev.ridgeline.measure.machine.CpuReader;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What lint found, as a page. */
final class LintPage {
  private LintPage() {}

  static Page of(
      Path file,
      TableFile table,
      List<Finding> findings,
      Function<String, Optional<KnownModel>> known,
      String command) {
    List<Block> blocks = new ArrayList<>();
    String count =
        "%d of %d rows are part of %d findings."
            .formatted(suspects(findings).size(), table.table().rows().size(), findings.size());
    if (findings.isEmpty()) {
      blocks.add(new Prose("No row breaks a rule that could be checked with the columns given."));
    } else {
      Table.Builder rows =
          Table.of(
              "Findings",
              Column.text("lines", "Where"),
              Column.text("kind", "What"),
              Column.text("explanation", "Why"),
              Column.text("advice", "What to do"));
      for (Finding f : findings) {
        rows.row(LintCommand.where(f), f.kind().title(), f.explanation(), f.advice());
      }
      blocks.add(rows.build());
    }
    chart(table.table(), findings, known, count).ifPresent(blocks::add);
    return new Page(
        "What cannot be right",
        "Physical checks of the measurements in " + file.getFileName() + ". " + count,
        List.of(new Section("Checks", "", blocks)),
        new Footer(CpuReader.system().label(), Version.number(), command, Instant.now()));
  }

  private static Map<Integer, String> suspects(List<Finding> findings) {
    Map<Integer, String> byLine = new HashMap<>();
    findings.forEach(f ->
        f.lines().forEach(line -> byLine.merge(line, f.kind().title(), (a, b) -> a + ", " + b)));
    return byLine;
  }

  private static Optional<Block> chart(
      MeasuredTable table,
      List<Finding> findings,
      Function<String, Optional<KnownModel>> known,
      String finding) {
    Map<Integer, String> suspects = suspects(findings);
    ScatterChart chart =
        ScatterChart.titled(
            "Time against work, as the table states them",
            Column.number("gigaflops", "Work of a run", "GFLOP", 3),
            Column.number("millis", "Time of a run", "ms", 3));
    boolean any = false;
    for (MeasuredRow row : table.rows()) {
      double flops = table.flopsOrKnown(row, known).orElse(0);
      double seconds = row.seconds().orElse(0);
      if (flops > 0 && seconds > 0 && Double.isFinite(flops / seconds)) {
        chart.point(
            row.model(),
            String.format(Locale.ROOT, "%.0f", row.batch()),
            flops / 1e9,
            seconds * 1e3,
            suspects.getOrDefault(row.line(), ""));
        any = true;
      }
    }
    return any ? Optional.of(chart.finding(finding).build()) : Optional.empty();
  }
}
