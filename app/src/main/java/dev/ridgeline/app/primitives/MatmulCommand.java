package dev.ridgeline.app.primitives;

import dev.ridgeline.app.cli.Console;
import dev.ridgeline.app.cli.Figures;
import dev.ridgeline.app.cli.Launch;
import dev.ridgeline.app.cli.SharedOptions;
import dev.ridgeline.app.cli.TextTable;
import dev.ridgeline.compiler.target.KernelCache;
import dev.ridgeline.core.UserError;
import dev.ridgeline.primitives.number.Precision;
import dev.ridgeline.primitives.number.Precisions;
import dev.ridgeline.primitives.study.ConvError;
import dev.ridgeline.primitives.study.ErrorStudy;
import dev.ridgeline.primitives.study.MatmulAlgorithm;
import dev.ridgeline.primitives.study.MatmulError;
import dev.ridgeline.primitives.study.ProductStudy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code ridgeline matmul}: the error and the time of matrix multiplication by other means; without
 * sizes the published cases.
 */
@Command
public final class MatmulCommand implements Callable<Integer> {
  /** Emulated products of all algorithms, formats and seeds together: some minutes. */
  private static final long MOST_PRODUCTS = 50_000_000_000L;

  private static final int MOST_SIZE = 8192;

  @Mixin private SharedOptions common = new SharedOptions();

  @Parameters(
      arity = "0..3",
      paramLabel = "M N K",
      description = "C[M,N] = A[M,K] B[K,N]; without them the published cases.")
  private List<Integer> sizes = List.of();

  @Option(
      names = "--algorithm",
      split = ",",
      paramLabel = "NAME",
      description =
          "naive, blocked, simd, strassen-LEVELS, lowrank-RANK, log, lns-STEPS, mitchell, hybrid,"
              + " or all (default: all).")
  private List<String> algorithms = List.of("all");

  @Option(
      names = "--format",
      split = ",",
      paramLabel = "FORMAT",
      description = "Number formats, such as f16,f16+f32,int8 (default: f32).")
  private List<String> formats = List.of("f32");

  @Option(
      names = "--values",
      paramLabel = "normal|uniform",
      description = "N(0,1), or uniform in [-1,1] (default: ${DEFAULT-VALUE}).")
  private String values = "normal";

  @Option(
      names = "--max-error",
      paramLabel = "EPS",
      description = "The largest relative L2 error that is wanted.")
  private double maxError = Double.POSITIVE_INFINITY;

  @Option(names = "--seed", paramLabel = "N", description = "The first seed (default: 1).")
  private long seed = ErrorStudy.SEED;

  @Option(names = "--seeds", paramLabel = "N", description = "Runs that are averaged (default: 1).")
  private int seeds = 1;

  @Option(
      names = "--times",
      description = "Measure the time of the fast forms in f32 too, on one thread.")
  private boolean times;

  /**
   * The JSON output without sizes.
   *
   * @param seed of all values
   * @param strassen by levels
   * @param logarithms exact and simulated
   * @param tables largest errors of approximations of 2^f
   */
  public record Result(
      long seed,
      List<ProductStudy.StrassenError> strassen,
      List<ProductStudy.LogError> logarithms,
      List<ProductStudy.TableError> tables) {}

  @Override
  public Integer call() {
    Console console = common.console();
    if (!sizes.isEmpty()) {
      MatmulResult result = sized(console);
      if (common.json()) {
        console.json(result);
      } else {
        MatmulText.print(result, console);
      }
      return Launch.OK;
    }
    console.progress("Strassen");
    List<ProductStudy.StrassenError> strassen = ProductStudy.strassen();
    console.progress("logarithms");
    Result result =
        new Result(ErrorStudy.SEED, strassen, ProductStudy.logarithms(), ProductStudy.tables());
    if (common.json()) {
      console.json(result);
    } else {
      print(result, console);
    }
    return Launch.OK;
  }

  private MatmulResult sized(Console console) {
    int m = size(0, "M");
    int n = size(1, "N");
    int k = size(2, "K");
    if (seeds < 1 || seeds > 1000) {
      throw new UserError("--seeds is %d; give a number from 1 to 1000".formatted(seeds));
    }
    if (!(maxError > 0)) {
      throw new UserError("--max-error is %s; give a number above 0".formatted(maxError));
    }
    List<MatmulAlgorithm> chosen =
        algorithms.contains("all")
            ? MatmulAlgorithm.all()
            : algorithms.stream().map(MatmulAlgorithm::named).toList();
    List<Precision> precisions = formats.stream().map(Precisions::parse).toList();
    long macs = (long) m * n * k;
    if ((double) macs * chosen.size() * precisions.size() * seeds > MOST_PRODUCTS) {
      throw new UserError(
          "%,.0f products would be emulated one by one, at most %,d are; take smaller matrices, fewer algorithms or formats, or --seeds"
              .formatted((double) macs * chosen.size() * precisions.size() * seeds, MOST_PRODUCTS));
    }
    List<MatmulResult.Row> rows = new ArrayList<>();
    for (MatmulAlgorithm algorithm : chosen) {
      for (Precision precision : precisions) {
        console.progress("%s in %s".formatted(algorithm.name(), precision.label()));
        MatmulError error =
            MatmulError.measure(algorithm, m, n, k, precision, filling(), seed, seeds);
        rows.add(MatmulResult.Row.of(error, maxError));
      }
    }
    List<MatmulTimes.Row> timed = List.of();
    if (times) {
      if (macs > MatmulTimes.MOST_MACS) {
        throw new UserError(
            "--times is for at most %,d multiply-adds but %dx%dx%d has %,d; take smaller matrices"
                .formatted(MatmulTimes.MOST_MACS, m, n, k, macs));
      }
      console.progress("times");
      timed = MatmulTimes.measure(m, n, k, KernelCache.at(common.workspace(), console::note));
    }
    return new MatmulResult(m, n, k, values, seed, seeds, MatmulResult.REFERENCE, rows, timed);
  }

  private int size(int at, String name) {
    if (sizes.size() != 3) {
      throw new UserError(
          "matmul got %d sizes; give M, N and K, such as 256 256 256".formatted(sizes.size()));
    }
    int size = sizes.get(at);
    if (size < 1 || size > MOST_SIZE) {
      throw new UserError("%s is %d; give a number from 1 to %d".formatted(name, size, MOST_SIZE));
    }
    return size;
  }

  private ConvError.Values filling() {
    return switch (values) {
      case "normal" -> ConvError.Values.NORMAL;
      case "uniform" -> ConvError.Values.UNIFORM;
      default -> throw new UserError("--values is '%s'; give normal or uniform".formatted(values));
    };
  }

  private static void print(Result result, Console console) {
    TextTable strassen = new TextTable("Strassen levels, N(0,1) in f32", "size", "relative L2");
    result
        .strassen()
        .forEach(e -> strassen.row(e.levels(), e.size(), ConvCommand.scientific(e.relativeL2())));
    strassen.print(console);
    console.line("");
    TextTable logs =
        new TextTable("logarithms (simulated)", "2^f by", "values", "terms", "relative L2");
    result
        .logarithms()
        .forEach(e ->
            logs.row(
                e.stepsPerOctave() == 0 ? "exact" : "base 2^(1/%d)".formatted(e.stepsPerOctave()),
                e.table(),
                e.values(),
                e.terms(),
                ConvCommand.scientific(e.relativeL2())));
    logs.print(console);
    console.line("");
    result
        .tables()
        .forEach(e ->
            console.line(
                "2^f by %s: at most %s off, at f = %s"
                    .formatted(
                        e.table(), Figures.percent(e.largest()), Figures.significant(e.at()))));
  }
}
