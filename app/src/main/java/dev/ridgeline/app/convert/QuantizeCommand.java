package dev.ridgeline.app.convert;

import dev.ridgeline.app.cli.Console;
import dev.ridgeline.app.cli.Figures;
import dev.ridgeline.app.cli.Launch;
import dev.ridgeline.app.cli.SharedOptions;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ridgeline quantize}: a trained network of f32 as one of 8-bit integers. */
@Command
public final class QuantizeCommand implements Callable<Integer> {
  @Mixin private SharedOptions common = new SharedOptions();

  @Parameters(index = "0", paramLabel = "FROM", description = "An ONNX or TFLite file of f32.")
  private Path from = Path.of("");

  @Parameters(
      index = "1",
      paramLabel = "TO",
      description = "The file to write: .tflite, or .h or .cc for a C array.")
  private Path to = Path.of("");

  @Option(
      names = "--calibrate",
      required = true,
      paramLabel = "DIR",
      description = "A folder of .npy files: inputs of the training data.")
  private Path calibrate = Path.of("");

  @Option(names = "--integer-io", description = "Take and give i8 instead of f32.")
  private boolean integerIo;

  @Override
  public Integer call() {
    Console console = common.console();
    Quantisation.Result result =
        Quantisation.run(from, to, calibrate, integerIo, console::progress);
    if (common.json()) {
      console.json(result);
    } else {
      console.line(
          "%s: %s bytes, %s as f32"
              .formatted(
                  result.to(), Figures.count(result.bytes()), Figures.count(result.floatBytes())));
      console.line(
          "on the %d calibration inputs: relative L2 %.3g, largest output where it was for %d"
              .formatted(result.calibrated(), result.relativeL2(), result.sameLargest()));
    }
    return Launch.OK;
  }
}
