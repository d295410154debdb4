package dev.ridgeline.app.compress;

import dev.ridgeline.app.cli.Console;
import dev.ridgeline.app.cli.SharedOptions;
import dev.ridgeline.app.cli.TextTable;
import dev.ridgeline.app.cli.Version;
import dev.ridgeline.app.data.KeywordData;
import dev.ridgeline.app.page.Footer;
import dev.ridgeline.core.UserError;
import dev.ridgeline.learning.compress.Method;
import dev.ridgeline.learning.model.KeywordModel;
import dev.ridgeline.measure.machine.CpuReader;
import dev.ridgeline.measure.workspace.ResultLine;
import dev.ridgeline.measure.workspace.Workspace;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * {@code ridgeline study compression}.
 *
 * @param model by name
 * @param data folder of recordings
 * @param starts trained networks, of nine
 * @param epochs of the training before
 * @param methods of which a name begins with one of these; empty: all
 */
public record CompressionStudy(
    String model, Optional<Path> data, int starts, int epochs, boolean full, List<String> methods) {
  /** Copies the list. */
  public CompressionStudy {
    methods = List.copyOf(methods);
  }

  /** Runs what is not there yet, and reports. */
  public void run(SharedOptions common) {
    KeywordModel chosen = KeywordModel.named(model);
    List<CompressionGrid.Start> all = CompressionGrid.starts();
    if (starts < 1 || starts > all.size()) {
      throw new UserError(
          "--networks is %d, allowed is 1 to %d; give how many trained networks to start from"
              .formatted(starts, all.size()));
    }
    List<Method> grid = chosenMethods(chosen);
    Console console = common.console();
    Workspace workspace = common.writableWorkspace();
    Path folder =
        common.out().orElse(workspace.folder().resolve("compression")).resolve(chosen.label());
    String words = chosen == KeywordModel.TINYCONV ? "yes-no" : "commands";
    CompressionTasks tasks =
        new CompressionTasks(
            chosen,
            words,
            epochs,
            new CompressionTasks.Places(
                KeywordData.root(data, System.getenv(), workspace.folder()),
                folder,
                workspace.models(),
                workspace.features()),
            console::progress);
    List<CompressionRun> runs = tasks.run(all.subList(0, starts), grid);
    CompressionResult result =
        new CompressionResult(
            CompressionResult.SCHEMA,
            chosen.label(),
            words,
            starts,
            CompressionPoint.of(runs),
            runs,
            folder.toString());
    String machine = CpuReader.system().label();
    workspace.append(
        new ResultLine(
            CompressionResult.SCHEMA,
            "study-compression",
            Version.number(),
            machine,
            Instant.now(),
            result));
    Path page = folder.resolve("compression.html");
    CompressionPage.of(
            result, new Footer(machine, Version.number(), common.commandLine(), Instant.now()))
        .write(page);
    if (common.json()) {
      console.json(result);
    } else {
      print(result, console);
    }
    console.note("Ran %d of %d tasks, wrote %s".formatted(tasks.done(), runs.size(), page));
  }

  private List<Method> chosenMethods(KeywordModel chosen) {
    List<Method> grid = CompressionGrid.methods(chosen, full);
    if (methods.isEmpty()) {
      return grid;
    }
    for (String start : methods) {
      if (grid.stream().noneMatch(method -> method.label().startsWith(start))) {
        throw new UserError(
            "no method of the study begins with '%s'; they are %s"
                .formatted(start, String.join(", ", grid.stream().map(Method::label).toList())));
      }
    }
    return grid.stream()
        .filter(method ->
            method instanceof Method.Trained
                || methods.stream().anyMatch(start -> method.label().startsWith(start)))
        .toList();
  }

  private static void print(CompressionResult result, Console console) {
    TextTable table =
        new TextTable("method", "accuracy %", "loss", "95 %", "parameters", "bytes", "MACs");
    for (CompressionPoint p : result.points()) {
      table.row(
          p.name(),
          "%.1f".formatted(100 * p.accuracy()),
          CompressionPage.points(p.lossPoints()),
          p.lossInterval()
              .map(i -> CompressionPage.points(i.low()) + " to " + CompressionPage.points(i.high()))
              .orElse(""),
          p.parameters(),
          p.bytes(),
          p.macs());
    }
    table.print(console);
  }
}
