package dev.ridgeline.app.convert;

import dev.ridgeline.app.cli.Console;
import dev.ridgeline.app.cli.Figures;
import dev.ridgeline.app.cli.Launch;
import dev.ridgeline.app.cli.SharedOptions;
import dev.ridgeline.app.cli.TextTable;
import dev.ridgeline.core.UserError;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ridgeline convert}: a model in another format, both sides run and compared. */
@Command
public final class ConvertCommand implements Callable<Integer> {
  private static final int MOST_RUNS = 1000;

  @Mixin private SharedOptions common = new SharedOptions();

  @Parameters(
      index = "0",
      paramLabel = "FROM",
      description = "An ONNX or TFLite file, or a model's name (see ridgeline models).")
  private Path from = Path.of("");

  @Parameters(
      index = "1",
      paramLabel = "TO",
      description = "The file to write: .onnx, .tflite, or .h or .cc for a C array.")
  private Path to = Path.of("");

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of the inputs of the check (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--runs",
      paramLabel = "N",
      description = "Inputs that both sides are run on (default: ${DEFAULT-VALUE}).")
  private int runs = 3;

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description =
          "Trained weights for a model of the zoo: a state dictionary (.pt, .pth) or .safetensors.")
  private @Nullable Path weights;

  @Override
  public Integer call() {
    Console console = common.console();
    if (runs < 1 || runs > MOST_RUNS) {
      throw new UserError(
          "--runs is %d; give a whole number from 1 to %d".formatted(runs, MOST_RUNS));
    }
    ConversionResult result = Conversion.run(from, weights, to, seed, runs, console::progress);
    if (common.json()) {
      console.json(result);
    } else {
      print(result, console);
    }
    return Launch.OK;
  }

  private static void print(ConversionResult result, Console console) {
    console.line(
        "%s: %s bytes, %d operators, %d transposes put in"
            .formatted(
                result.to(), Figures.count(result.bytes()), result.nodes(), result.transposes()));
    result
        .orders()
        .forEach((name, order) ->
            console.line("  '%s' now has axes %s of the source's".formatted(name, order)));
    TextTable table =
        new TextTable("output", "type", "largest difference", "roundoffs", "elements differ");
    for (ConversionResult.Output output : result.outputs()) {
      table.row(
          output.name(),
          output.type(),
          "%.3g".formatted(output.maxAbsolute()),
          Figures.significant(output.roundoffs()),
          "%s of %s"
              .formatted(Figures.count(output.differing()), Figures.count(output.elements())));
    }
    table.print(console);
  }
}
