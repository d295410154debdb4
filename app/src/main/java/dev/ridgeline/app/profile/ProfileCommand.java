package dev.ridgeline.app.profile;

import dev.ridgeline.app.cli.Console;
import dev.ridgeline.app.cli.Launch;
import dev.ridgeline.app.cli.SharedOptions;
import dev.ridgeline.app.model.Binding;
import dev.ridgeline.app.model.ModelArgument;
import dev.ridgeline.app.model.ModelSources;
import dev.ridgeline.core.cost.Convention;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Counts what a model costs. */
@CommandLine.Command
public final class ProfileCommand implements Callable<Integer> {
  @Mixin private SharedOptions common = new SharedOptions();

  @Parameters(
      arity = "1",
      paramLabel = "MODEL|FILE.onnx",
      description = "A model's name or an ONNX file.")
  private String model = "";

  @Option(names = "--batch", paramLabel = "N", description = "Items in the batch (default: 1).")
  private long batch = 1;

  @Option(names = "--sequence", paramLabel = "N", description = "Length of sequences, in tokens.")
  private @Nullable Integer sequence;

  @Option(
      names = "--dim",
      paramLabel = "NAME=SIZE",
      description = "Size of another open dimension of an ONNX file.")
  private Map<String, Long> dims = new LinkedHashMap<>();

  @Option(names = "--backward", description = "Show the backward pass, too.")
  private boolean backward;

  @Option(
      names = "--input-gradient",
      description = "Count the gradient for the network's inputs, too.")
  private boolean inputGradient;

  @Option(names = "--layers", description = "Show every node.")
  private boolean layers;

  @Option(
      names = "--as",
      paramLabel = "TOOL",
      description =
          "Show the figure by another tool's convention, and why it differs: ${COMPLETION-CANDIDATES}.")
  private @Nullable Convention convention;

  @Override
  public Integer call() {
    ModelArgument argument =
        ModelArgument.resolveAll(List.of(model), sequence, ModelSources.standard()).getFirst();
    Profile profile =
        ModelProfiler.profile(
            argument.bind(new Binding(batch, dims)),
            batch,
            inputGradient,
            Optional.ofNullable(convention),
            layers);
    Console console = common.console();
    if (common.json()) {
      console.json(profile);
    } else {
      ProfileText.print(profile, backward || inputGradient, console);
    }
    return Launch.OK;
  }
}
