package dev.ridgeline.app.primitives;

import dev.ridgeline.app.cli.Console;
import dev.ridgeline.app.cli.Figures;
import dev.ridgeline.app.cli.Launch;
import dev.ridgeline.app.cli.SharedOptions;
import dev.ridgeline.app.cli.TextTable;
import dev.ridgeline.app.cli.Version;
import dev.ridgeline.app.train.TrainingOptions;
import dev.ridgeline.compiler.target.KernelCache;
import dev.ridgeline.core.UserError;
import dev.ridgeline.engine.EngineOptions;
import dev.ridgeline.learning.digits.Digits;
import dev.ridgeline.measure.workspace.ResultLine;
import dev.ridgeline.measure.workspace.Workspace;
import dev.ridgeline.primitives.lowrank.LowRank;
import dev.ridgeline.primitives.study.NpyMatrix;
import dev.ridgeline.primitives.study.RankStudy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ridgeline lowrank}: error and saving of matrices of low rank. */
@Command
public final class LowrankCommand implements Callable<Integer> {
  /** Larger ones take minutes to decompose. */
  private static final int MOST_SIDE = 4096;

  @Mixin private SharedOptions common = new SharedOptions();
  @Mixin private TrainingOptions training = new TrainingOptions();

  @Parameters(
      paramLabel = "FILE.npy",
      arity = "0..*",
      description = "Matrices of f32 or f64 as NumPy files (default: a random one).")
  private List<Path> files = List.of();

  @Option(
      names = "--perceptron",
      paramLabel = "DIR",
      description =
          "Activations and weights of a perceptron (act.0.npy, fc1.weight.npy, ...): the error of"
              + " their products where one is of low rank.")
  private @Nullable Path perceptron;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of the random matrix (default: 1).")
  private long seed = 1;

  @Option(
      names = "--mnist",
      description =
          "Train a perceptron on digits, factor its hidden layers at all combinations of --ranks,"
              + " and measure accuracy, size and time (minutes; --out keeps a page).")
  private boolean mnist;

  @Option(
      names = "--ranks",
      split = ",",
      paramLabel = "N",
      description = "Ranks of the hidden layers of --mnist (default: 16,32,48,64).")
  private List<Integer> ranks = List.of(16, 32, 48, 64);

  @Option(
      names = "--fine-tune",
      paramLabel = "EPOCHS",
      description = "Training that follows factoring (default: ${DEFAULT-VALUE}; 0 for none).")
  private int fineTune = 2;

  @Option(
      names = "--accuracy",
      paramLabel = "PERCENT",
      description =
          "What --mnist demands of the ranks that it chooses, on held-out images with a standard"
              + " error to spare (default: ${DEFAULT-VALUE}).")
  private double accuracy = 98.2;

  /** One rank of a matrix; FLOPs count two factors against the full matrix. */
  public record Rank(int rank, double relativeError, double flopsSavedTimes) {}

  /** One matrix. */
  public record Matrix(
      String name, int rows, int columns, double breakEvenRank, List<Rank> ranks) {}

  /** The JSON output. */
  public record Result(long seed, List<Matrix> matrices, List<RankStudy.RankError> perceptron) {}

  @Override
  public Integer call() {
    Console console = common.console();
    if (mnist) {
      return mnist(console);
    }
    List<Matrix> matrices = new ArrayList<>();
    for (Path file : files) {
      console.progress("decomposing " + file);
      matrices.add(matrix(file.toString(), NpyMatrix.read(file)));
    }
    if (files.isEmpty() && perceptron == null) {
      matrices.add(matrix("random uniform", NpyMatrix.random(256, 128, seed)));
    }
    console.progress("ranks of the perceptron");
    Result result =
        new Result(seed, matrices, perceptron == null ? List.of() : RankStudy.of(perceptron));
    if (common.json()) {
      console.json(result);
    } else {
      print(result, console);
    }
    return Launch.OK;
  }

  private int mnist(Console console) {
    if (!files.isEmpty() || perceptron != null) {
      throw new UserError(
          "--mnist trains a perceptron of its own; leave out --perceptron and files");
    }
    PerceptronRankStudy.Settings settings =
        new PerceptronRankStudy.Settings(
            training.hidden(), ranks, training.recipe(seed), fineTune, accuracy);
    Workspace workspace = common.writableWorkspace();
    EngineOptions engine = training.engine(KernelCache.at(workspace, console::note), console::note);
    console.progress("reading " + training.data());
    PerceptronRanks result =
        new PerceptronRankStudy(
                settings,
                Digits.train(training.data()),
                Digits.test(training.data()),
                engine,
                console::progress)
            .run();
    workspace.append(
        new ResultLine(
            PerceptronRanks.SCHEMA,
            "lowrank",
            Version.number(),
            result.machine(),
            Instant.now(),
            result));
    common
        .out()
        .ifPresent(folder ->
            PerceptronRanksPage.of(result, common.commandLine())
                .write(folder.resolve("lowrank-mnist.html")));
    if (common.json()) {
      console.json(result);
    } else {
      print(result, console);
    }
    return Launch.OK;
  }

  private static void print(PerceptronRanks result, Console console) {
    console.line("%s, %s".formatted(result.network(), result.training()));
    TextTable table =
        new TextTable(
            "ranks",
            "parameters",
            "compression",
            "factored",
            "held out",
            "test",
            "batch 1",
            "speed-up",
            "batch 256",
            "speed-up",
            "");
    for (PerceptronRanks.Point p : PerceptronRanksPage.all(result)) {
      table.row(
          p.ranks(),
          p.parameters(),
          Figures.significant(p.compression()),
          percent(p.factoredTestAccuracy()),
          percent(p.heldOutAccuracy()),
          percent(p.testAccuracy()),
          Figures.nanos(1e6 * p.batch1().medianMillis()),
          Figures.significant(p.batch1().speedUp()),
          Figures.nanos(1e6 * p.batch256().medianMillis()),
          Figures.significant(p.batch256().speedUp()),
          p.pareto() ? "Pareto" : "");
    }
    table.print(console);
    console.line(PerceptronRanksPage.verdict(result));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  private static Matrix matrix(String name, NpyMatrix matrix) {
    if (Math.max(matrix.rows(), matrix.columns()) > MOST_SIDE) {
      throw new UserError(
          "'%s' is a %d x %d matrix; at most %d a side are decomposed"
              .formatted(name, matrix.rows(), matrix.columns(), MOST_SIDE));
    }
    LowRank decomposed = LowRank.of(matrix.rows(), matrix.columns(), matrix.values());
    double breakEven = LowRank.breakEvenRank(matrix.rows(), matrix.columns());
    int full = Math.min(matrix.rows(), matrix.columns());
    List<Rank> ranks =
        IntStream.iterate(1, r -> r <= full, r -> r * 2)
            .mapToObj(r -> new Rank(r, decomposed.relativeError(r), breakEven / r))
            .toList();
    return new Matrix(name, matrix.rows(), matrix.columns(), breakEven, ranks);
  }

  private static void print(Result result, Console console) {
    for (Matrix matrix : result.matrices()) {
      console.line(
          "%s, %d x %d, break-even rank %s"
              .formatted(
                  matrix.name(),
                  matrix.rows(),
                  matrix.columns(),
                  Figures.significant(matrix.breakEvenRank())));
      TextTable table = new TextTable("rank", "relative error", "fewer FLOPs, times");
      matrix
          .ranks()
          .forEach(r ->
              table.row(
                  r.rank(),
                  ConvCommand.scientific(r.relativeError()),
                  Figures.significant(r.flopsSavedTimes())));
      table.print(console);
    }
    if (!result.perceptron().isEmpty()) {
      TextTable table =
          new TextTable("layer", "low rank", "rank", "break-even", "mean squared error");
      result
          .perceptron()
          .forEach(e ->
              table.row(
                  e.layer(),
                  e.limited(),
                  e.rank(),
                  Figures.significant(e.breakEvenRank()),
                  ConvCommand.scientific(e.meanSquaredError())));
      table.print(console);
    }
  }
}
