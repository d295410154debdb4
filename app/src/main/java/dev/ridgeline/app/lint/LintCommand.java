package dev.ridgeline.app.lint;

import dev.ridgeline.app.cli.Console;
import dev.ridgeline.app.cli.Launch;
import dev.ridgeline.app.cli.SharedOptions;
import dev.ridgeline.measure.check.Finding;
import dev.ridgeline.measure.check.TableChecks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code ridgeline lint}: finds what cannot be right in a table of measurements. */
@CommandLine.Command
public final class LintCommand implements Callable<Integer> {
  private static final String SCHEMA = "ridgeline.lint/1";

  @Mixin private SharedOptions common = new SharedOptions();

  @Parameters(
      paramLabel = "FILE.csv",
      description =
          "A table with a heading: model, batch, flops, parameters, seconds, device, peak, bandwidth and others, in any order, units in the heading.")
  private Path file = Path.of("");

  @Override
  public Integer call() {
    Console console = common.console();
    TableFile table = TableFile.read(file);
    KnownModels models = new KnownModels();
    List<Finding> findings = TableChecks.of(table.table(), models::find);
    common
        .out()
        .ifPresent(folder -> {
          Path page = folder.resolve("lint.html");
          LintPage.of(file, table, findings, models::find, common.commandLine()).write(page);
          console.progress("wrote " + page);
        });
    if (common.json()) {
      console.json(json(table, findings));
    } else {
      print(console, table, findings);
    }
    return Launch.OK;
  }

  private void print(Console console, TableFile table, List<Finding> findings) {
    for (Finding finding : findings) {
      console.line("%s: %s: %s".formatted(where(finding), finding.kind().title(), finding.text()));
    }
    console.line(
        "%d rows checked, %s"
            .formatted(
                table.table().rows().size(),
                findings.isEmpty()
                    ? "nothing found that cannot be"
                    : findings.size() == 1 ? "1 finding" : findings.size() + " findings"));
    if (!table.ignored().isEmpty()) {
      console.note("columns that are not understood and were not used: " + table.ignored());
    }
  }

  static String where(Finding finding) {
    return (finding.lines().size() == 1 ? "line " : "lines ")
        + finding.lines().stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  private Map<String, Object> json(TableFile table, List<Finding> findings) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("schema", SCHEMA);
    json.put("file", file.toString());
    json.put("rows", table.table().rows().size());
    json.put("columns", table.used());
    json.put("ignoredColumns", table.ignored());
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Finding finding : findings) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("kind", finding.kind().name());
      row.put("title", finding.kind().title());
      row.put("lines", finding.lines());
      row.put("explanation", finding.explanation());
      row.put("advice", finding.advice());
      rows.add(row);
    }
    json.put("findings", rows);
    return json;
  }
}
