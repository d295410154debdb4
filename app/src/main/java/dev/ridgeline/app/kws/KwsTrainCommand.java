package dev.ridgeline.app.kws;

import dev.ridgeline.app.cli.Console;
import dev.ridgeline.app.cli.JsonText;
import dev.ridgeline.app.cli.Launch;
import dev.ridgeline.app.cli.SharedOptions;
import dev.ridgeline.app.cli.TextTable;
import dev.ridgeline.app.cli.Version;
import dev.ridgeline.app.data.KeywordData;
import dev.ridgeline.core.AtomicFile;
import dev.ridgeline.learning.data.Augmentation;
import dev.ridgeline.learning.data.KeywordSet;
import dev.ridgeline.learning.model.KeywordModel;
import dev.ridgeline.learning.network.Optimiser;
import dev.ridgeline.learning.training.EpochFigures;
import dev.ridgeline.learning.training.Recipe;
import dev.ridgeline.learning.training.Scores;
import dev.ridgeline.measure.machine.CpuReader;
import dev.ridgeline.measure.workspace.ResultLine;
import dev.ridgeline.measure.workspace.Workspace;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ridgeline kws train}: from a folder of recordings to a trained model with its curves. */
@Command(
    name = "train",
    description = {
      "Train a keyword spotter on a folder of recordings.",
      "A run that was broken off goes on from its last epoch when it is started again."
    },
    footer = {
      "",
      "Example:",
      "  ./ridgeline kws train --model dscnn-s --split speakers-1 --seed 1 --out trained"
    })
public final class KwsTrainCommand implements Callable<Integer> {
  @Mixin private SharedOptions common = new SharedOptions();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Folder of recordings (default: speech-commands in $RIDGELINE_DATA, else data/speech-commands in the workspace).")
  private @Nullable Path data;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description = "dscnn-s, dscnn-m, dscnn-l or tinyconv (${DEFAULT-VALUE}).")
  private String model = "dscnn-s";

  @Option(
      names = "--words",
      paramLabel = "NAME|WORDS",
      description =
          "Wanted words: commands (ten), yes-no, or words between commas (default: yes-no for tinyconv, else commands).")
  private @Nullable String words;

  @Option(
      names = "--add",
      paramLabel = "WORD=DIR",
      description = "Add a folder of WAV files as a word of your own; may be given again.")
  private List<String> added = List.of();

  @Option(
      names = "--split",
      paramLabel = "NAME",
      description =
          "How clips are shared out: published, speakers-1, speakers-9, speakers-31 (${DEFAULT-VALUE}).")
  private String split = "speakers-1";

  @Option(names = "--seed", paramLabel = "N", description = "Seed (${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Passes over the training clips (${DEFAULT-VALUE}).")
  private int epochs = 40;

  @Option(names = "--batch", paramLabel = "N", description = "Clips of a step (${DEFAULT-VALUE}).")
  private int batch = 64;

  @Option(
      names = "--rate",
      paramLabel = "R",
      description = "Rate of the first step; it falls to 0 along a cosine (${DEFAULT-VALUE}).")
  private double rate = 0.003;

  @Option(
      names = "--optimiser",
      paramLabel = "NAME",
      description = "How weights are changed: adam or sgd (${DEFAULT-VALUE}).")
  private String optimiser = "adam";

  @Option(names = "--decay", paramLabel = "D", description = "Decay of weights (${DEFAULT-VALUE}).")
  private double decay;

  @Option(
      names = "--smoothing",
      paramLabel = "S",
      description = "Label smoothing (${DEFAULT-VALUE}).")
  private double smoothing = 0.1;

  @Option(
      names = "--mixup",
      paramLabel = "A",
      description = "Blend clips in pairs with shares from Beta(A, A); 0: not (${DEFAULT-VALUE}).")
  private double mixup;

  @Option(
      names = "--augment",
      paramLabel = "NAME",
      description =
          "How training clips are varied: standard (noise, shift, volume, speed), published (noise, shift) or none (${DEFAULT-VALUE}).")
  private String augment = "standard";

  @Override
  public Integer call() {
    Console console = common.console();
    KeywordModel chosen = KeywordModel.named(model);
    Recipe recipe =
        new Recipe(
            epochs,
            batch,
            Optimiser.Method.named(optimiser),
            rate,
            decay,
            smoothing,
            mixup,
            Augmentation.named(augment),
            seed);
    Workspace workspace = common.writableWorkspace();
    Path root = KeywordData.root(Optional.ofNullable(data), System.getenv(), workspace.folder());
    String wanted =
        Optional.ofNullable(words).orElse(chosen == KeywordModel.TINYCONV ? "yes-no" : "commands");
    KeywordSet set = KeywordData.set(root, wanted, split, added);
    Path folder =
        common.out().orElse(workspace.models().resolve("%s-%s-%d".formatted(model, split, seed)));
    Training training = new Training(set, chosen, recipe, folder, workspace.features());
    TrainResult result = training.run(epoch -> tell(epoch, console));
    keep(result, folder, workspace);
    if (common.json()) {
      console.json(result);
    } else {
      print(result, console);
    }
    console.note("Wrote " + folder);
    return Launch.OK;
  }

  private void keep(TrainResult result, Path folder, Workspace workspace) {
    AtomicFile.write(folder.resolve("training.json"), JsonText.of(result) + "\n");
    TrainPage.of(result, Version.number(), common.commandLine(), Instant.now())
        .write(folder.resolve("training.html"));
    workspace.append(
        new ResultLine(
            TrainResult.SCHEMA,
            "kws-train",
            Version.number(),
            CpuReader.system().label(),
            Instant.now(),
            result));
  }

  private void tell(EpochFigures epoch, Console console) {
    console.progress(
        "Epoch %d of %d: loss %.3f, training %.1f %%, validation %.1f %%"
            .formatted(
                epoch.epoch(),
                epochs,
                epoch.trainingLoss(),
                100 * epoch.trainingAccuracy(),
                100 * epoch.validationAccuracy()));
  }

  private static void print(TrainResult result, Console console) {
    console.line(
        "%s, %d classes, split %s, seed %d: %d of %d held-out clips right (%.1f %%)"
            .formatted(
                result.model(),
                result.labels().size(),
                result.split(),
                result.recipe().seed(),
                result.testing().correct(),
                result.testing().clips(),
                100 * result.testing().accuracy()));
    console.line("");
    TextTable table = new TextTable(List.of("class", "clips", "precision %", "recall %"));
    for (Scores.ClassScores one : result.testing().classes()) {
      table.row(
          List.of(
              one.label(),
              Integer.toString(one.clips()),
              "%.1f".formatted(100 * one.precision()),
              "%.1f".formatted(100 * one.recall())));
    }
    table.print(console);
  }
}
