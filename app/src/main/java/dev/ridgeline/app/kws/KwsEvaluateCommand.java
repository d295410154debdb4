package dev.ridgeline.app.kws;

import dev.ridgeline.app.cli.Console;
import dev.ridgeline.app.cli.Launch;
import dev.ridgeline.app.cli.SharedOptions;
import dev.ridgeline.app.model.ModelFormat;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.integer.Rounding;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ridgeline kws evaluate}: how many feature files a model puts into their class. */
@Command(
    name = "evaluate",
    description = "Count how many feature files a model puts into their class.",
    footer = {
      "",
      "Example:",
      "  ./ridgeline kws evaluate --model kws_ref_model.tflite --features kws-features-mlperf"
    })
public final class KwsEvaluateCommand implements Callable<Integer> {
  @Mixin private SharedOptions common = new SharedOptions();

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "A TFLite or ONNX file.")
  private Path model = Path.of("");

  @Option(
      names = "--features",
      required = true,
      paramLabel = "DIR",
      description = "A folder of feature files, one signed byte a value, and labels.csv.")
  private Path features = Path.of("");

  @Option(
      names = "--rounding",
      paramLabel = "NAME",
      description = "Whose integer arithmetic: tflm, tflite-desktop or onnx (${DEFAULT-VALUE}).")
  private String rounding = "tflite-desktop";

  @Override
  public Integer call() {
    common.refuseOut("kws evaluate writes no files; leave it out, and take --json");
    Console console = common.console();
    Rounding chosen = Rounding.named(rounding);
    LabelledFeatures files = LabelledFeatures.read(features);
    Graph graph = ModelFormat.read(model);
    Evaluation result = Evaluation.run(graph, model, files, chosen, console::progress);
    if (common.json()) {
      console.json(result);
    } else {
      console.line(
          "%d of %d correct (%.1f %%), rounding %s"
              .formatted(result.correct(), result.total(), 100 * result.accuracy(), rounding));
    }
    return Launch.OK;
  }
}
