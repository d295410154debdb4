package dev.ridgeline.app.compare;

import dev.ridgeline.app.cli.Console;
import dev.ridgeline.app.cli.Figures;
import dev.ridgeline.app.cli.Launch;
import dev.ridgeline.app.cli.SharedOptions;
import dev.ridgeline.app.cli.TextTable;
import dev.ridgeline.core.UserError;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ridgeline compare}: what changed between two sets of results, beyond noise. */
@CommandLine.Command
public final class CompareCommand implements Callable<Integer> {
  private static final String SCHEMA = "ridgeline.compare/1";

  @Mixin private SharedOptions common = new SharedOptions();

  @Parameters(
      index = "0",
      paramLabel = "A.jsonl",
      description = "Results to compare with: results/bench.jsonl, or what bench --json printed.")
  private Path first = Path.of("");

  @Parameters(index = "1", paramLabel = "B.jsonl", description = "Results that are compared.")
  private Path second = Path.of("");

  @Option(
      names = "--engine",
      paramLabel = "A,B",
      split = ",",
      description = "Take only this engine's results; two names for the two files.")
  private List<String> engines = List.of();

  @Option(
      names = "--confidence",
      paramLabel = "C",
      description = "Confidence of the whole table, corrected for its rows (default: 0.95).")
  private double confidence = 0.95;

  @Option(
      names = "--floor",
      paramLabel = "F",
      description =
          "Differences below this fraction do not count, because sessions of one program differ so much (default: 0.03).")
  private double floor = 0.03;

  @Override
  public Integer call() {
    if (!(confidence >= 0.5 && confidence < 1)) {
      throw new UserError("--confidence is %s; give 0.5 to below 1".formatted(confidence));
    }
    if (!(floor >= 0 && floor <= 1)) {
      throw new UserError("--floor is %s; give 0 to 1".formatted(floor));
    }
    if (engines.size() > 2) {
      throw new UserError(
          "--engine names %s; give one engine, or one for each file".formatted(engines));
    }
    Comparison comparison =
        Comparison.of(taken(first, 0), taken(second, engines.size() - 1), confidence, floor);
    Console console = common.console();
    if (common.json()) {
      console.json(json(comparison));
    } else {
      print(comparison, console);
    }
    return Launch.OK;
  }

  private List<Measured> taken(Path file, int engine) {
    List<Measured> all = ResultsFile.read(file);
    if (engines.isEmpty()) {
      return all;
    }
    String wanted = engines.get(engine);
    List<Measured> own = all.stream().filter(m -> m.engine().equals(wanted)).toList();
    if (own.isEmpty()) {
      throw new UserError(
          "results '%s' hold nothing of engine '%s'; they have %s"
              .formatted(
                  file, wanted, all.stream().map(Measured::engine).distinct().sorted().toList()));
    }
    return own;
  }

  private static void print(Comparison comparison, Console console) {
    TextTable table =
        new TextTable("model", "batch", "engine", "A", "B", "B / A", "interval", "verdict");
    for (Comparison.Row row : comparison.rows()) {
      table.row(
          row.model(),
          row.batch(),
          row.engineA().equals(row.engineB())
              ? row.engineA()
              : row.engineA() + " -> " + row.engineB(),
          Figures.nanos(row.medianMillisA() * 1e6),
          Figures.nanos(row.medianMillisB() * 1e6),
          String.format(Locale.ROOT, "%.3f", row.ratio()),
          String.format(Locale.ROOT, "%.3f to %.3f", row.low(), row.high()),
          row.verdict().name().toLowerCase(Locale.ROOT) + (row.contended() ? ", contended" : ""));
    }
    table.print(console);
    console.line(summary(comparison));
    comparison.onlyA().forEach(what -> console.line("only in A: " + what));
    comparison.onlyB().forEach(what -> console.line("only in B: " + what));
  }

  static String summary(Comparison comparison) {
    return "%d of %d rows slower, %d faster, %d without a difference, %d that cannot tell; confidence %s for the table (%s a row), differences below %s do not count"
        .formatted(
            comparison.count(Comparison.Verdict.SLOWER),
            comparison.rows().size(),
            comparison.count(Comparison.Verdict.FASTER),
            comparison.count(Comparison.Verdict.SAME),
            comparison.count(Comparison.Verdict.UNKNOWN),
            Figures.percent(comparison.confidence()),
            String.format(Locale.ROOT, "%.3f %%", 100 * comparison.rowConfidence()),
            Figures.percent(comparison.floor()));
  }

  private Map<String, Object> json(Comparison comparison) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("schema", SCHEMA);
    json.put("a", first.toString());
    json.put("b", second.toString());
    json.put("confidence", comparison.confidence());
    json.put("rowConfidence", comparison.rowConfidence());
    json.put("floor", comparison.floor());
    json.put("rows", comparison.rows());
    json.put("onlyA", comparison.onlyA());
    json.put("onlyB", comparison.onlyB());
    return json;
  }
}
