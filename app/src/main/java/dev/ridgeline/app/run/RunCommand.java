package dev.ridgeline.app.run;

import dev.ridgeline.app.bench.Amounts;
import dev.ridgeline.app.cli.Console;
import dev.ridgeline.app.cli.Launch;
import dev.ridgeline.app.cli.SharedOptions;
import dev.ridgeline.app.cli.ThreadCount;
import dev.ridgeline.app.engine.Engine;
import dev.ridgeline.app.engine.Engines;
import dev.ridgeline.app.model.Binding;
import dev.ridgeline.app.model.ModelArgument;
import dev.ridgeline.app.model.ModelSources;
import dev.ridgeline.core.UserError;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.formats.npy.NpyFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ridgeline run}: runs a model once and shows, keeps or compares its outputs. */
@Command
public final class RunCommand implements Callable<Integer> {

  @Mixin private SharedOptions common = new SharedOptions();

  @Parameters(
      arity = "1",
      paramLabel = "MODEL|FILE.onnx",
      description = "A model's name (see ridgeline models) or an ONNX file.")
  private String model = "";

  @Option(
      names = "--input",
      paramLabel = "[NAME=]FILE",
      description = "A .npy file (or an ONNX tensor, .pb) for an input; once for each input.")
  private List<String> inputs = List.of();

  @Option(names = "--random", description = "Make all inputs from --seed.")
  private boolean random;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of random inputs (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      description = "Engine that runs the model (default: ${DEFAULT-VALUE}).")
  private String engine = "interpreter";

  @Option(
      names = "--compare",
      paramLabel = "ENGINE",
      description = "Run the same on this engine, too, and show how the outputs differ.")
  private @Nullable String compare;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of the engines (default: every CPU).")
  private @Nullable Integer threads;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Items in random inputs (default: ${DEFAULT-VALUE}).")
  private long batch = 1;

  @Option(
      names = "--sequence",
      paramLabel = "N",
      description = "Length of sequences in random inputs, in tokens.")
  private @Nullable Integer sequence;

  @Option(
      names = "--dim",
      paramLabel = "NAME=N",
      description = "Size of another dimension that a model file leaves open.")
  private List<String> dimensions = List.of();

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description =
          "Trained weights for a model of the zoo: a state dictionary (.pt, .pth) or .safetensors.")
  private @Nullable Path weights;

  @Override
  public Integer call() {
    Console console = common.console();
    Engine first = Engines.find(engine, Engines.all());
    Optional<Engine> second =
        Optional.ofNullable(compare).map(name -> Engines.find(name, Engines.all()));
    if (second.filter(first::equals).isPresent()) {
      throw new UserError(
          "--compare names '%s', which runs the model already; name another of the engines %s"
              .formatted(engine, Engines.all().stream().map(Engine::name).toList()));
    }
    int count = ThreadCount.of(threads);
    ModelArgument argument =
        ModelArgument.resolveAll(List.of(model), sequence, ModelSources.standard())
            .getFirst()
            .withWeights(weights);
    Map<String, Tensor> tensors = tensors(argument);
    RunResult result =
        ModelRun.run(
            argument, tensors, first, second, count, common.workspace(), console::progress);
    List<String> files = common.out().map(folder -> keep(result, folder)).orElse(List.of());
    if (common.json()) {
      console.json(
          RunJson.of(argument, random ? Optional.of(seed) : Optional.empty(), result, files));
    } else {
      RunText.print(argument, result, files, console);
    }
    return Launch.OK;
  }

  private Map<String, Tensor> tensors(ModelArgument argument) {
    if (random == !inputs.isEmpty()) {
      throw new UserError(
          "%s; give --random, or --input NAME=FILE.npy for each of the inputs %s"
              .formatted(
                  random ? "--input and --random are given both" : "no inputs are given",
                  RunInputs.taken(argument.graph())));
    }
    return random
        ? RunInputs.random(argument, new Binding(batch, Amounts.dimensions(dimensions)), seed)
        : RunInputs.read(argument, inputs);
  }

  /** Writes every output, {@code NAME.npy}, characters that a file name lacks replaced. */
  private static List<String> keep(RunResult result, Path folder) {
    return result.outputs().stream()
        .map(output -> {
          String name = output.name().replaceAll("[^A-Za-z0-9._-]", "_") + ".npy";
          NpyFile.write(output.tensor(), folder.resolve(name));
          return name;
        })
        .toList();
  }
}
