package dev.ridgeline.app.run;

import dev.ridgeline.app.cli.Console;
import dev.ridgeline.app.cli.Figures;
import dev.ridgeline.app.cli.TextTable;
import dev.ridgeline.app.model.ModelArgument;
import java.util.List;

/** A run for the terminal. */
final class RunText {
  private RunText() {}

  static void print(ModelArgument model, RunResult result, List<String> files, Console console) {
    console.line(
        "%s on %s%s"
            .formatted(
                model.name(),
                result.engine(),
                result.comparedWith().map(e -> ", compared with " + e).orElse("")));
    TextTable table = new TextTable("output", "type", "min", "max", "mean", "not numbers");
    for (RunResult.Output output : result.outputs()) {
      OutputNumbers.Summary summary = output.summary();
      table.row(
          output.name(),
          output.tensor().type().toString(),
          Figures.significant(summary.least()),
          Figures.significant(summary.most()),
          Figures.significant(summary.mean()),
          Figures.count(summary.notNumbers()));
    }
    table.print(console);
    if (result.comparedWith().isPresent()) {
      differences(result, console);
    }
    if (!files.isEmpty()) {
      console.line("");
      console.line("written: " + String.join(", ", files));
    }
  }

  private static void differences(RunResult result, Console console) {
    console.line("");
    TextTable table =
        new TextTable(
            "output", "largest difference", "relative L2", "roundoffs", "elements differ");
    for (RunResult.Output output : result.outputs()) {
      output
          .difference()
          .ifPresent(difference ->
              table.row(
                  output.name(),
                  "%.3g".formatted(difference.maxAbsolute()),
                  "%.3g".formatted(difference.relativeL2()),
                  Figures.significant(difference.roundoffs()),
                  Figures.count(difference.differing())));
    }
    table.print(console);
    console.line(
        "  roundoffs: the largest difference over the largest magnitude, in unit roundoffs of the type.");
  }
}
