package dev.ridgeline.app.primitives;

import dev.ridgeline.app.cli.Console;
import dev.ridgeline.app.cli.Figures;
import dev.ridgeline.app.cli.TextTable;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A choice for people. */
final class ConvChoiceText {
  private ConvChoiceText() {}

  static void print(ConvChoiceResult result, Console console) {
    console.line(result.problem());
    console.line(
        "f32, channels last, %s, on %s%s"
            .formatted(
                result.threads() == 1 ? "1 thread" : result.threads() + " threads",
                result.machine(),
                result.remembered() ? "; figures of an earlier run (--fresh measures again)" : ""));
    console.line("");
    TextTable table =
        new TextTable(
            "algorithm",
            "median",
            "least",
            "GFLOP/s",
            "relative L2",
            "expected",
            "workspace",
            "filter",
            "verdict");
    for (ConvChoiceResult.Row row : result.candidates()) {
      table.row(
          row.algorithm(),
          row.medianMillis() == null ? "-" : Figures.nanos(row.medianMillis() * 1e6),
          row.bestMillis() == null ? "-" : Figures.nanos(row.bestMillis() * 1e6),
          row.gflops() == null ? "-" : Figures.significant(row.gflops()),
          scientific(row.relativeL2()),
          scientific(row.predictedError()),
          Figures.bytes(row.workspaceBytes()),
          Figures.bytes(row.filterBytes()),
          row.reason().isEmpty() ? row.verdict() : row.verdict() + ": " + row.reason());
    }
    table.print(console);
    console.line("");
    console.line(
        result.chosen() == null
            ? "no algorithm keeps the limits; allow more error or workspace"
            : "choice: " + Objects.requireNonNull(result.chosen()));
    console.line(
        "GFLOP/s count the multiplications of direct convolution, which others save in part");
  }

  private static String scientific(@Nullable Double value) {
    return value == null ? "-" : String.format(Locale.ROOT, "%.1e", value);
  }
}
