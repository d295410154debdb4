package dev.ridgeline.app.primitives;

import dev.ridgeline.app.cli.Console;
import dev.ridgeline.app.cli.Figures;
import dev.ridgeline.app.cli.Launch;
import dev.ridgeline.app.cli.SharedOptions;
import dev.ridgeline.app.cli.TextTable;
import dev.ridgeline.core.UserError;
import dev.ridgeline.primitives.conv.ConvAxis;
import dev.ridgeline.primitives.conv.ConvProblem;
import dev.ridgeline.primitives.conv.SplitConv;
import dev.ridgeline.primitives.exact.Rational;
import dev.ridgeline.primitives.exact.RationalMatrix;
import dev.ridgeline.primitives.number.FloatFormat;
import dev.ridgeline.primitives.number.Precision;
import dev.ridgeline.primitives.study.ConvError;
import dev.ridgeline.primitives.study.ErrorStudy;
import dev.ridgeline.primitives.winograd.PointsSearch;
import dev.ridgeline.primitives.winograd.WinogradConv;
import dev.ridgeline.primitives.winograd.WinogradError;
import dev.ridgeline.primitives.winograd.WinogradTransform;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ridgeline winograd}: transforms, their proof, their error, and the search for points. */
@Command
public final class WinogradCommand implements Callable<Integer> {
  private static final int CHANNELS = 64;
  private static final int SEEDS = 3;

  @Mixin private SharedOptions common = new SharedOptions();

  @Option(names = "--tile", paramLabel = "M", description = "Outputs of a tile (default: 4).")
  private int tile = 4;

  @Option(names = "--kernel", paramLabel = "R", description = "Taps of the kernel (default: 3).")
  private int kernel = 3;

  @Option(
      names = "--points",
      split = ",",
      paramLabel = "P",
      description = "Finite points, such as 0,1,-1,1/2,-2 (default: the best known).")
  private List<String> points = List.of();

  @Option(names = "--search", description = "Search the points with the smallest error.")
  private boolean search;

  @Option(
      names = "--candidates",
      paramLabel = "SET",
      description =
          "Points of a search: POWERS_OF_TWO (shifts and additions only) or FRACTIONS (default:"
              + " POWERS_OF_TWO).")
  private PointsSearch.Candidates candidates = PointsSearch.Candidates.POWERS_OF_TWO;

  @Option(names = "--top", paramLabel = "N", description = "Results of a search (default: 5).")
  private int top = 5;

  /** One transform; matrices as fractions, {@code k} measured in f32 at 64 channels. */
  public record Transform(
      List<String> points,
      List<List<String>> at,
      List<List<String>> g,
      List<List<String>> bt,
      boolean exact,
      double amplification,
      double k) {}

  /** The JSON output; transforms best first. */
  public record Result(
      int tile, int kernel, double reduction, String candidates, List<Transform> transforms) {}

  @Override
  public Integer call() {
    Console console = common.console();
    if (top < 1 || top > 100) {
      throw new UserError("--top is %d; give a number from 1 to 100".formatted(top));
    }
    console.progress("searching points");
    List<WinogradTransform> found =
        search
            ? PointsSearch.best(tile, kernel, candidates, top)
            : List.of(
                points.isEmpty()
                    ? WinogradTransform.of(tile, kernel)
                    : WinogradTransform.of(tile, kernel, rationals()));
    List<Transform> transforms = new ArrayList<>();
    for (WinogradTransform transform : found) {
      console.progress("measuring " + transform);
      transforms.add(measured(transform));
    }
    double reduction = found.getFirst().reduction() * found.getFirst().reduction();
    Result result =
        new Result(tile, kernel, reduction, search ? candidates.name() : "given", transforms);
    if (common.json()) {
      console.json(result);
    } else {
      print(result, console);
    }
    return Launch.OK;
  }

  private List<Rational> rationals() {
    return points.stream().map(WinogradCommand::rational).toList();
  }

  private static Rational rational(String text) {
    try {
      return Rational.parse(text);
    } catch (NumberFormatException e) {
      throw new UserError(
          "--points has '%s'; give whole numbers and fractions such as 0,1,-1,1/2".formatted(text),
          e);
    }
  }

  private Transform measured(WinogradTransform transform) {
    ConvAxis axis = ConvAxis.valid(31 + kernel, kernel);
    ConvError error =
        ConvError.measure(
            new SplitConv(WinogradConv.withPoints("winograd", tile, transform.points())),
            new ConvProblem(1, CHANNELS, 8, axis, axis),
            Precision.of(FloatFormat.F32),
            ConvError.Values.UNIFORM,
            ErrorStudy.SEED,
            SEEDS);
    double amplification = WinogradError.amplification(transform);
    return new Transform(
        transform.points().stream().map(Rational::toString).toList(),
        words(transform.at()),
        words(transform.g()),
        words(transform.bt()),
        transform.isExact(),
        amplification * amplification,
        error.k());
  }

  private static List<List<String>> words(RationalMatrix matrix) {
    return matrix.entries().stream()
        .map(row -> row.stream().map(Rational::toString).toList())
        .toList();
  }

  private static void print(Result result, Console console) {
    console.line(
        "F(%d,%d), nested in two dimensions: %s times fewer multiplications"
            .formatted(result.tile(), result.kernel(), Figures.significant(result.reduction())));
    TextTable table =
        new TextTable("points besides infinity", "amplification", "K at C=64", "exact");
    for (Transform transform : result.transforms()) {
      table.row(
          String.join(", ", transform.points()),
          Figures.significant(transform.amplification()),
          Figures.significant(transform.k()),
          transform.exact() ? "proved" : "NO");
    }
    table.print(console);
    Transform best = result.transforms().getFirst();
    matrix("At", best.at(), console);
    matrix("G", best.g(), console);
    matrix("Bt", best.bt(), console);
  }

  private static void matrix(String name, List<List<String>> rows, Console console) {
    console.line("");
    console.line(name + " =");
    TextTable table = new TextTable(rows.getFirst());
    rows.stream().skip(1).forEach(table::row);
    table.print(console);
  }
}
