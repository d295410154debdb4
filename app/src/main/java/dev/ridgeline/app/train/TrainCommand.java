package dev.ridgeline.app.train;

import dev.ridgeline.app.cli.Console;
import dev.ridgeline.app.cli.Launch;
import dev.ridgeline.app.cli.SharedOptions;
import dev.ridgeline.app.cli.TextTable;
import dev.ridgeline.app.cli.Version;
import dev.ridgeline.compiler.target.KernelCache;
import dev.ridgeline.core.UserError;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.engine.EngineOptions;
import dev.ridgeline.formats.onnx.OnnxWriter;
import dev.ridgeline.learning.digits.Digits;
import dev.ridgeline.learning.digits.Perceptron;
import dev.ridgeline.learning.digits.PerceptronTraining;
import dev.ridgeline.learning.digits.Recipe;
import dev.ridgeline.measure.machine.CpuReader;
import dev.ridgeline.measure.workspace.ResultLine;
import dev.ridgeline.measure.workspace.Workspace;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ridgeline train}: trains a network on the compiled engine. */
@Command
public final class TrainCommand implements Callable<Integer> {
  @Mixin private SharedOptions common = new SharedOptions();
  @Mixin private TrainingOptions training = new TrainingOptions();

  @Parameters(paramLabel = "mnist", description = "What is learnt: mnist, digits by a perceptron.")
  private String task = "";

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of the weights and of the order of images (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Override
  public Integer call() {
    if (!task.equals("mnist")) {
      throw new UserError("there is no training '%s'; it can be mnist".formatted(task));
    }
    Console console = common.console();
    long begin = System.nanoTime();
    Recipe recipe = training.recipe(seed);
    Perceptron start = Perceptron.initial(training.hidden(), seed);
    Workspace workspace = common.writableWorkspace();
    EngineOptions engine = training.engine(KernelCache.at(workspace, console::note), console::note);
    console.progress("reading " + training.data());
    Digits train = Digits.train(training.data());
    Digits test = Digits.test(training.data());
    PerceptronTraining trained =
        PerceptronTraining.run(start, recipe, train, test, engine, console::progress);
    Path folder = common.out().orElse(workspace.models());
    Path model = folder.resolve("mnist-perceptron.onnx");
    Path page = folder.resolve("mnist-training.html");
    OnnxWriter.write(trained.perceptron().graph(Dim.symbol("N")), model);
    double seconds = (System.nanoTime() - begin) / 1e9;
    TrainResult result =
        result(
            recipe,
            trained,
            train,
            test,
            engine,
            seconds,
            List.of(model.toString(), page.toString()));
    TrainPage.of(result, common.commandLine()).write(page);
    workspace.append(
        new ResultLine(
            TrainResult.SCHEMA,
            "train",
            Version.number(),
            result.machine(),
            Instant.now(),
            result));
    if (common.json()) {
      console.json(result);
    } else {
      print(result, console);
    }
    return Launch.OK;
  }

  private static TrainResult result(
      Recipe recipe,
      PerceptronTraining trained,
      Digits train,
      Digits test,
      EngineOptions engine,
      double seconds,
      List<String> files) {
    List<TrainResult.Point> curve =
        trained.curve().stream()
            .map(e ->
                new TrainResult.Point(
                    e.epoch(), e.trainLoss(), e.score().loss(), e.score().accuracy(), e.seconds()))
            .toList();
    return new TrainResult(
        TrainResult.SCHEMA,
        trained.perceptron().text(),
        trained.perceptron().parameters(),
        train.count(),
        test.count(),
        recipe.optimiser().text(),
        recipe.epochs(),
        recipe.batch(),
        recipe.smoothing(),
        recipe.seed(),
        engine.threads(),
        engine.target().name(),
        CpuReader.system().label(),
        curve,
        curve.getLast().testAccuracy(),
        curve.stream().mapToDouble(TrainResult.Point::seconds).sum(),
        seconds,
        trained.perceptron().fingerprint(),
        files);
  }

  private static void print(TrainResult r, Console console) {
    console.line(
        "%s, %d parameters, %s, %d images a step, seed %d, %d threads, target %s"
            .formatted(
                r.network(),
                r.parameters(),
                r.optimiser(),
                r.images(),
                r.seed(),
                r.threads(),
                r.target()));
    TextTable table =
        new TextTable("epoch", "training loss", "test loss", "test accuracy", "seconds");
    for (TrainResult.Point p : r.curve()) {
      table.row(
          p.epoch(),
          String.format(Locale.ROOT, "%.4f", p.trainLoss()),
          String.format(Locale.ROOT, "%.4f", p.testLoss()),
          String.format(Locale.ROOT, "%.2f %%", 100 * p.testAccuracy()),
          String.format(Locale.ROOT, "%.2f", p.seconds()));
    }
    table.print(console);
    console.line(
        String.format(
            Locale.ROOT,
            "%.2f %% of %d test images after %.1f s of training, %.1f s in all",
            100 * r.testAccuracy(),
            r.testImages(),
            r.trainingSeconds(),
            r.seconds()));
    console.line("weights " + r.fingerprint().substring(0, 16) + ", in " + r.files().getFirst());
    console.line("curves in " + r.files().getLast());
  }
}
