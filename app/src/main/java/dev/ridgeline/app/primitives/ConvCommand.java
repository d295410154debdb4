package dev.ridgeline.app.primitives;

import dev.ridgeline.app.cli.Console;
import dev.ridgeline.app.cli.Figures;
import dev.ridgeline.app.cli.Launch;
import dev.ridgeline.app.cli.SharedOptions;
import dev.ridgeline.app.cli.TextTable;
import dev.ridgeline.core.UserError;
import dev.ridgeline.primitives.choice.ConvLimits;
import dev.ridgeline.primitives.conv.ConvAlgorithm;
import dev.ridgeline.primitives.conv.ConvProblem;
import dev.ridgeline.primitives.number.Precision;
import dev.ridgeline.primitives.number.Precisions;
import dev.ridgeline.primitives.study.ConvAlgorithms;
import dev.ridgeline.primitives.study.ConvError;
import dev.ridgeline.primitives.study.ErrorStudy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ridgeline conv}: the error of convolution algorithms in number formats. */
@Command
public final class ConvCommand implements Callable<Integer> {
  /** Emulated products of all algorithms, formats and seeds together. */
  private static final long MOST_PRODUCTS = 200_000_000_000L;

  @Mixin private SharedOptions common = new SharedOptions();

  @Option(
      names = "--input",
      paramLabel = "NxCxHxW",
      description = "Input (default: ${DEFAULT-VALUE}).")
  private String input = "1x64x34x34";

  @Option(
      names = "--kernel",
      paramLabel = "OUTxINxHxW",
      description = "Kernel, IN being channels of a group (default: ${DEFAULT-VALUE}).")
  private String kernel = "8x64x3x3";

  @Option(names = "--pad", paramLabel = "P|T,L,B,R", description = "Padding (default: 0).")
  private String pad = "0";

  @Option(names = "--stride", paramLabel = "S|ROWS,COLUMNS", description = "Stride (default: 1).")
  private String stride = "1";

  @Option(
      names = "--dilation",
      paramLabel = "D|ROWS,COLUMNS",
      description = "Dilation (default: 1).")
  private String dilation = "1";

  @Option(names = "--groups", paramLabel = "N", description = "Groups of channels (default: 1).")
  private int groups = 1;

  @Option(
      names = "--algorithm",
      split = ",",
      paramLabel = "NAME",
      description = "Algorithms, or all (default: all).")
  private List<String> algorithms = List.of("all");

  @Option(
      names = "--format",
      split = ",",
      paramLabel = "FORMAT",
      description = "Number formats, such as f16,f16+f32,int8 (default: f32).")
  private List<String> formats = List.of("f32");

  @Option(
      names = "--max-error",
      paramLabel = "EPS",
      description = "The largest relative L2 error that is wanted.")
  private @Nullable Double maxError;

  @Option(names = "--seed", paramLabel = "N", description = "The first seed (default: 1).")
  private long seed = ErrorStudy.SEED;

  @Option(names = "--seeds", paramLabel = "N", description = "Runs that are averaged (default: 1).")
  private int seeds = 1;

  @Option(
      names = "--study",
      paramLabel = "error|speed|choice",
      description =
          "A whole study instead: errors on the published case, times on the 3x3 layers of"
              + " ResNet-50 (a minute each), or how good choices are (--shapes of them, 10 s each).")
  private @Nullable String study;

  @Option(
      names = "--choose",
      description =
          "Measure error and time of the fast forms in f32, and name the fastest within"
              + " --max-error and --max-workspace.")
  private boolean choose;

  @Option(
      names = "--max-workspace",
      paramLabel = "SIZE",
      description = "The most scratch memory that is wanted, such as 64MB.")
  private @Nullable String maxWorkspace;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that share out the work (default: ${DEFAULT-VALUE}).")
  private int threads = 1;

  @Option(
      names = "--shapes",
      paramLabel = "N",
      description = "Shapes of --study choice (default: ${DEFAULT-VALUE}).")
  private int shapes = 100;

  @Option(names = "--fresh", description = "Measure again what an earlier run has measured.")
  private boolean fresh;

  @Override
  public Integer call() {
    Console console = common.console();
    if (choose || "speed".equals(study) || "choice".equals(study)) {
      return fast(console);
    }
    if (maxWorkspace != null || fresh) {
      throw new UserError("--max-workspace and --fresh belong to --choose; add it");
    }
    ConvResult result = study == null ? single(console) : errorStudy(study, console);
    if (common.json()) {
      console.json(result);
    } else {
      print(result, console);
    }
    return Launch.OK;
  }

  private static ConvResult errorStudy(String name, Console console) {
    if (!name.equals("error")) {
      throw new UserError(
          "--study is '%s'; the studies that there are: error, speed, choice".formatted(name));
    }
    console.progress("errors of algorithms and formats");
    List<ConvResult.Row> rows =
        ErrorStudy.rows().stream()
            .map(row -> ConvResult.Row.of(row, Double.POSITIVE_INFINITY))
            .toList();
    console.progress("errors by phase");
    List<ErrorStudy.PhaseError> phases = ErrorStudy.phases();
    console.progress("errors of one plane");
    return new ConvResult(
        "1x64x34x34 (and 1x1x34x34) * 8x64x3x3, uniform [-1,1]",
        ErrorStudy.SEED,
        ErrorStudy.SEEDS,
        ConvResult.REFERENCE,
        rows,
        phases,
        ErrorStudy.planes());
  }

  private int fast(Console console) {
    int most = Runtime.getRuntime().availableProcessors();
    if (threads < 1 || threads > most) {
      throw new UserError("--threads is %d; give a number from 1 to %d".formatted(threads, most));
    }
    try (ConvChooser chooser = new ConvChooser(common.workspace(), threads, console)) {
      if (study != null) {
        return study(study, chooser, console);
      }
      ConvLimits limits =
          new ConvLimits(
              errorLimit(),
              maxWorkspace == null
                  ? Long.MAX_VALUE
                  : ByteSize.parse("--max-workspace", maxWorkspace));
      ConvProblem problem = ConvArgument.parse(input, kernel, pad, stride, dilation, groups);
      ConvChoiceResult result = chooser.choose(problem, seed, limits, fresh);
      if (common.json()) {
        console.json(result);
      } else {
        ConvChoiceText.print(result, console);
      }
      return Launch.OK;
    }
  }

  private int study(String name, ConvChooser chooser, Console console) {
    if (name.equals("choice")) {
      if (shapes < 1 || shapes > 1000) {
        throw new UserError("--shapes is %d; give a number from 1 to 1000".formatted(shapes));
      }
      ConvChoiceStudy result = ConvChoiceStudy.run(shapes, seed, chooser);
      if (common.json()) {
        console.json(result);
      } else {
        result.print(console);
      }
      return Launch.OK;
    }
    int batch = ConvArgument.parse(input, kernel, pad, stride, dilation, groups).batch();
    ConvSpeedStudy result = ConvSpeedStudy.run(batch, seed, chooser);
    if (common.json()) {
      console.json(result);
    } else {
      result.print(console);
    }
    return Launch.OK;
  }

  private double errorLimit() {
    double limit = maxError == null ? Double.POSITIVE_INFINITY : maxError;
    if (!(limit > 0)) {
      throw new UserError("--max-error is %s; give a number above 0".formatted(limit));
    }
    return limit;
  }

  private ConvResult single(Console console) {
    double limit = errorLimit();
    if (seeds < 1 || seeds > 1000) {
      throw new UserError("--seeds is %d; give a number from 1 to 1000".formatted(seeds));
    }
    ConvProblem problem = ConvArgument.parse(input, kernel, pad, stride, dilation, groups);
    List<ConvAlgorithm> chosen =
        algorithms.contains("all")
            ? ConvAlgorithms.all()
            : algorithms.stream().map(ConvAlgorithms::named).toList();
    List<Precision> precisions = formats.stream().map(Precisions::parse).toList();
    long products = problem.macs() * chosen.size() * precisions.size() * seeds;
    if (products > MOST_PRODUCTS) {
      throw new UserError(
          "%,d products would be emulated one by one, at most %,d are; take a smaller case, fewer formats or --seeds"
              .formatted(products, MOST_PRODUCTS));
    }
    List<ConvResult.Row> rows = new ArrayList<>();
    for (ConvAlgorithm algorithm : chosen) {
      for (Precision precision : precisions) {
        console.progress("%s in %s".formatted(algorithm.name(), precision.label()));
        ConvError error =
            ConvError.measure(algorithm, problem, precision, ConvError.Values.UNIFORM, seed, seeds);
        rows.add(ConvResult.Row.of(error, limit));
      }
    }
    return new ConvResult(
        problem.toString(), seed, seeds, ConvResult.REFERENCE, rows, List.of(), List.of());
  }

  private static void print(ConvResult result, Console console) {
    console.line(result.problem());
    console.line("relative L2 against " + result.reference());
    console.line("");
    TextTable table =
        new TextTable(
            "algorithm", "format", "C", "relative L2", "K", "expected K", "largest", "verdict");
    for (ConvResult.Row row : result.rows()) {
      boolean refused = row.verdict().equals("unsupported");
      table.row(
          row.algorithm(),
          row.format(),
          row.channels(),
          refused ? "-" : scientific(row.relativeL2()),
          refused ? "-" : Figures.significant(row.k()),
          refused ? "-" : Figures.significant(row.predictedK()),
          refused ? "-" : scientific(row.largest()),
          refused ? row.reason() : row.verdict());
    }
    table.print(console);
    if (!result.phases().isEmpty()) {
      console.line("");
      TextTable phases =
          new TextTable("algorithm", "format", "only this phase rounds", "relative L2");
      result
          .phases()
          .forEach(
              p -> phases.row(p.algorithm(), p.format(), p.phase(), scientific(p.relativeL2())));
      phases.print(console);
      console.line("");
      TextTable planes = new TextTable("one plane", "size", "kernel", "mean L1");
      result
          .planes()
          .forEach(p -> planes.row(p.algorithm(), p.size(), p.kernel(), scientific(p.meanL1())));
      planes.print(console);
    }
  }

  static String scientific(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.2e", value) : "overflow";
  }
}
