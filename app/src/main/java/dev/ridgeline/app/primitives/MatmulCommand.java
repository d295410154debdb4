package dev.ridgeline.app.primitives;

import dev.ridgeline.app.cli.Console;
import dev.ridgeline.app.cli.Figures;
import dev.ridgeline.app.cli.Launch;
import dev.ridgeline.app.cli.SharedOptions;
import dev.ridgeline.app.cli.TextTable;
import dev.ridgeline.primitives.study.ErrorStudy;
import dev.ridgeline.primitives.study.ProductStudy;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ridgeline matmul}: the error of matrix multiplication by other means. */
@Command
public final class MatmulCommand implements Callable<Integer> {
  @Mixin private SharedOptions common = new SharedOptions();

  /**
   * The JSON output.
   *
   * @param seed of all values
   * @param strassen by levels
   * @param logarithms exact and simulated
   * @param tables largest errors of approximations of 2^f
   */
  public record Result(
      long seed,
      List<ProductStudy.StrassenError> strassen,
      List<ProductStudy.LogError> logarithms,
      List<ProductStudy.TableError> tables) {}

  @Override
  public Integer call() {
    Console console = common.console();
    console.progress("Strassen");
    List<ProductStudy.StrassenError> strassen = ProductStudy.strassen();
    console.progress("logarithms");
    Result result =
        new Result(ErrorStudy.SEED, strassen, ProductStudy.logarithms(), ProductStudy.tables());
    if (common.json()) {
      console.json(result);
    } else {
      print(result, console);
    }
    return Launch.OK;
  }

  private static void print(Result result, Console console) {
    TextTable strassen = new TextTable("Strassen levels, N(0,1) in f32", "size", "relative L2");
    result
        .strassen()
        .forEach(e -> strassen.row(e.levels(), e.size(), ConvCommand.scientific(e.relativeL2())));
    strassen.print(console);
    console.line("");
    TextTable logs =
        new TextTable("logarithms (simulated)", "2^f by", "values", "terms", "relative L2");
    result
        .logarithms()
        .forEach(e ->
            logs.row(
                e.stepsPerOctave() == 0 ? "exact" : "base 2^(1/%d)".formatted(e.stepsPerOctave()),
                e.table(),
                e.values(),
                e.terms(),
                ConvCommand.scientific(e.relativeL2())));
    logs.print(console);
    console.line("");
    result
        .tables()
        .forEach(e ->
            console.line(
                "2^f by %s: at most %s off, at f = %s"
                    .formatted(
                        e.table(), Figures.percent(e.largest()), Figures.significant(e.at()))));
  }
}
