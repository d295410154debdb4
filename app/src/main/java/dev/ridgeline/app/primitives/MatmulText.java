package dev.ridgeline.app.primitives;

import dev.ridgeline.app.cli.Console;
import dev.ridgeline.app.cli.Figures;
import dev.ridgeline.app.cli.TextTable;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Multiplications for people. */
final class MatmulText {
  private MatmulText() {}

  static void print(MatmulResult result, Console console) {
    console.line(
        "%dx%dx%d, %s values, seed %d, mean of %d"
            .formatted(
                result.m(),
                result.n(),
                result.k(),
                result.values(),
                result.seed(),
                result.seeds()));
    console.line("relative L2 against " + result.reference());
    console.line("");
    TextTable errors =
        new TextTable(
            "algorithm", "format", "relative L2", "K", "largest", "ULP of f32", "verdict");
    for (MatmulResult.Row row : result.rows()) {
      errors.row(
          row.algorithm(),
          row.format(),
          cell(row.relativeL2()),
          row.k() == null ? "-" : Figures.significant(row.k()),
          cell(row.largest()),
          cell(row.largestUlps()),
          row.reason().isEmpty() ? row.verdict() : row.reason());
    }
    errors.print(console);
    if (result.times().isEmpty()) {
      return;
    }
    console.line("");
    TextTable times = new TextTable("f32, one thread", "median", "GFLOP/s");
    for (MatmulTimes.Row row : result.times()) {
      times.row(
          row.algorithm(),
          Figures.nanos(row.medianMillis() * 1e6),
          Figures.significant(row.gflops()));
    }
    times.print(console);
    console.line("GFLOP/s count 2 M N K operations, of which Strassen does fewer");
  }

  private static String cell(@Nullable Double value) {
    return value == null ? "-" : String.format(Locale.ROOT, "%.2e", value);
  }
}
