package dev.ridgeline.app.explain;

import dev.ridgeline.app.bench.Amounts;
import dev.ridgeline.app.bench.IndexBounds;
import dev.ridgeline.app.cli.Console;
import dev.ridgeline.app.cli.Launch;
import dev.ridgeline.app.cli.SharedOptions;
import dev.ridgeline.app.cli.ThreadCount;
import dev.ridgeline.app.model.Binding;
import dev.ridgeline.app.model.ModelArgument;
import dev.ridgeline.app.model.ModelSources;
import dev.ridgeline.compiler.target.KernelCache;
import dev.ridgeline.core.UserError;
import dev.ridgeline.core.cost.CostAnalysis;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.engine.EngineOptions;
import dev.ridgeline.engine.RidgelineEngine;
import dev.ridgeline.measure.latency.RandomInputs;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ridgeline explain}: the plan of the compiled engine, step by step, with times. */
@Command
public final class ExplainCommand implements Callable<Integer> {
  private static final long SEED = 1;

  @Mixin private SharedOptions common = new SharedOptions();

  @Parameters(
      arity = "1",
      paramLabel = "MODEL|FILE.onnx",
      description = "A model's name (see ridgeline models) or an ONNX file.")
  private String model = "";

  @Option(
      names = "--target",
      paramLabel = "NAME",
      description = "What compiles the kernels: jvm or c (default: ${DEFAULT-VALUE}).")
  private String target = "jvm";

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that run each step (default: every CPU).")
  private @Nullable Integer threads;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Items in a run (default: ${DEFAULT-VALUE}).")
  private long batch = 1;

  @Option(names = "--sequence", paramLabel = "N", description = "Length of sequences, in tokens.")
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
    common.refuseOut("explain writes no files; leave it out");
    int count = ThreadCount.of(threads);
    EngineOptions options =
        EngineOptions.jvm(count)
            .withTarget(target)
            .withCache(KernelCache.at(common.workspace(), console::note));
    ModelArgument argument =
        ModelArgument.resolveAll(List.of(model), sequence, ModelSources.standard())
            .getFirst()
            .withWeights(weights);
    Graph graph = argument.bind(new Binding(batch, Amounts.dimensions(dimensions)));
    console.progress("compiling " + argument.name());
    try (RidgelineEngine engine = RidgelineEngine.of(graph, options)) {
      engine.bind(RandomInputs.of(types(argument, graph), IndexBounds.of(graph), SEED));
      engine
          .fallback()
          .ifPresent(reason -> {
            throw new UserError(
                "'%s' has no plan, it is interpreted as a whole: %s; `ridgeline run` runs it"
                    .formatted(argument.name(), reason));
          });
      console.progress("measuring its steps");
      Explanation explanation =
          new Explanation(
              argument.name(),
              engine.engine(),
              count,
              batch,
              engine.preparedPlan().orElseThrow(),
              CostAnalysis.of(graph).forward().peakActivationBytes(),
              StepTimes.of(engine.preparedPlan().orElseThrow()));
      if (common.json()) {
        console.json(explanation.json());
      } else {
        explanation.print(console);
      }
    }
    return Launch.OK;
  }

  private static Map<String, TensorType> types(ModelArgument argument, Graph graph) {
    Map<String, TensorType> types = new LinkedHashMap<>();
    for (String input : graph.inputs()) {
      TensorType type = graph.type(input);
      if (!type.isKnown()) {
        throw new UserError(
            "input '%s' of '%s' is %s, whose size is not known; give it with --dim NAME=N"
                .formatted(input, argument.name(), type));
      }
      types.put(input, type);
    }
    return types;
  }
}
