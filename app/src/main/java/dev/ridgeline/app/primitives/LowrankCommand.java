package dev.ridgeline.app.primitives;

import dev.ridgeline.app.cli.Console;
import dev.ridgeline.app.cli.Figures;
import dev.ridgeline.app.cli.Launch;
import dev.ridgeline.app.cli.SharedOptions;
import dev.ridgeline.app.cli.TextTable;
import dev.ridgeline.core.UserError;
import dev.ridgeline.primitives.lowrank.LowRank;
import dev.ridgeline.primitives.study.NpyMatrix;
import dev.ridgeline.primitives.study.RankStudy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
