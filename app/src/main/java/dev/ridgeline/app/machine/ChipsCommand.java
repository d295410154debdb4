package dev.ridgeline.app.machine;

import dev.ridgeline.app.cli.Console;
import dev.ridgeline.app.cli.Launch;
import dev.ridgeline.app.cli.SharedOptions;
import dev.ridgeline.app.cli.Version;
import dev.ridgeline.measure.chip.Chip;
import dev.ridgeline.measure.chip.ChipCatalogue;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ridgeline chips}: the catalogue of chips as a table, JSON, or a page of rooflines. */
@Command
public final class ChipsCommand implements Callable<Integer> {
  @Mixin private SharedOptions common = new SharedOptions();

  @Parameters(
      paramLabel = "NAME",
      arity = "0..*",
      description = "Chips to show, by name or a part of it (default: all).")
  private List<String> names = List.of();

  @Option(
      names = "--plot",
      description = "Write chips.html with the rooflines into --out (default: this folder).")
  private boolean plot;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "Add the chips of this CSV file to those of the catalogue and the workspace.")
  private @Nullable Path file;

  @Override
  public Integer call() {
    if (!plot) {
      common.refuseOut("chips writes a page only with --plot; add it");
    }
    ChipCatalogue catalogue = ChipCatalogue.of(common.workspace());
    if (file != null) {
      catalogue = catalogue.with(file);
    }
    List<Chip> chips =
        names.isEmpty()
            ? catalogue.chips()
            : names.stream().map(catalogue::find).distinct().toList();
    Console console = common.console();
    if (plot) {
      Path page = common.out().orElse(Path.of(".")).resolve("chips.html");
      ChipsPage.of(chips, Version.number(), common.commandLine(), Instant.now()).write(page);
      console.note("Wrote " + page);
    }
    if (common.json()) {
      console.json(ChipsResult.of(chips));
    } else {
      ChipsText.lines(chips).forEach(console::line);
    }
    return Launch.OK;
  }
}
