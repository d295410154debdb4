package dev.ridgeline.app.study;

import dev.ridgeline.app.cli.Console;
import dev.ridgeline.app.cli.Launch;
import dev.ridgeline.app.cli.SharedOptions;
import dev.ridgeline.app.cli.TextTable;
import dev.ridgeline.app.cli.Version;
import dev.ridgeline.app.compress.CompressionStudy;
import dev.ridgeline.app.machine.SavedMachine;
import dev.ridgeline.app.model.ModelArgument;
import dev.ridgeline.app.model.ModelSources;
import dev.ridgeline.app.page.Footer;
import dev.ridgeline.app.page.Page;
import dev.ridgeline.app.roofline.Roofs;
import dev.ridgeline.app.roofline.Timing;
import dev.ridgeline.core.UserError;
import dev.ridgeline.core.zoo.Zoo;
import dev.ridgeline.measure.machine.CpuReader;
import dev.ridgeline.measure.machine.MachineProbe;
import dev.ridgeline.measure.machine.MachineProfile;
import dev.ridgeline.measure.machine.ProbeEffort;
import dev.ridgeline.measure.workspace.ResultLine;
import dev.ridgeline.measure.workspace.Workspace;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code ridgeline study rooflines}: what the latencies in the workspace tell; {@code study
 * compression}: what making keyword spotters smaller costs.
 */
@CommandLine.Command
public final class StudyCommand implements Callable<Integer> {
  @Mixin private SharedOptions common = new SharedOptions();

  @Parameters(paramLabel = "STUDY", description = "What to study: rooflines or compression.")
  private String study = "";

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Take results with this many threads (default: every CPU).")
  private @Nullable Integer threads;

  @Option(
      names = "--with-contended",
      description = "Take results, too, that other work on the machine disturbed.")
  private boolean withContended;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of the bootstrap (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description = "compression: tinyconv or a DS-CNN (default: ${DEFAULT-VALUE}).")
  private String model = "tinyconv";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "compression: folder of recordings (default: speech-commands in $RIDGELINE_DATA, else data/speech-commands in the workspace).")
  private @Nullable Path data;

  @Option(
      names = "--networks",
      paramLabel = "N",
      description =
          "compression: trained networks to start from, 1 to 9: three splits by three seeds (default: ${DEFAULT-VALUE}).")
  private int networks = 9;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "compression: epochs of the training before (default: ${DEFAULT-VALUE}).")
  private int epochs = 40;

  @Option(
      names = "--methods",
      paramLabel = "NAMES",
      split = ",",
      description = "compression: only methods whose names begin with one of these.")
  private List<String> methods = List.of();

  @Option(names = "--full", description = "compression: the whole grid.")
  private boolean full;

  @Override
  public Integer call() {
    if (study.equals("compression")) {
      new CompressionStudy(model, Optional.ofNullable(data), networks, epochs, full, methods)
          .run(common);
      return Launch.OK;
    }
    if (!study.equals("rooflines")) {
      throw new UserError(
          "no study '%s'; the studies are rooflines and compression".formatted(study));
    }
    Console console = common.console();
    Workspace workspace = common.writableWorkspace();
    String machine = CpuReader.system().label();
    int count = threads == null ? MachineProbe.availableThreads() : threads;
    List<Timing> timings =
        Timing.latest(workspace, machine, console::note).stream()
            .filter(t -> t.threads() == count && known(t.model()))
            .map(t -> withContended ? t.asClean() : t)
            .toList();
    if (timings.isEmpty()) {
      throw new UserError(
          "no latencies of this machine with %d threads are in '%s'; measure some with ridgeline bench"
              .formatted(count, workspace.resultsOf("bench")));
    }
    MachineProfile profile =
        SavedMachine.loadOrMeasure(workspace, count, ProbeEffort.QUICK, machine, console::progress);
    StudyResult result =
        StudyResult.of(
            MeasuredCases.of(timings, StudyCommand::model, Roofs.measured(profile, count)), seed);
    Map<String, Object> json = result.json(machine, seed);
    workspace.append(
        new ResultLine(
            StudyResult.SCHEMA, "study", Version.number(), machine, Instant.now(), json));
    common.out().ifPresent(folder -> page(result, machine, folder.resolve("study.html"), console));
    if (common.json()) {
      console.json(json);
    } else {
      print(result, console);
    }
    return Launch.OK;
  }

  private static boolean known(String model) {
    return Zoo.models().stream().anyMatch(zoo -> zoo.name().equals(model));
  }

  private static ModelArgument model(Timing timing) {
    OptionalInt sequence =
        timing.sequence() > 0
            ? OptionalInt.of(Math.toIntExact(timing.sequence()))
            : OptionalInt.empty();
    return ModelArgument.resolve(timing.model(), sequence, ModelSources.standard());
  }

  private void page(StudyResult result, String machine, Path file, Console console) {
    new Page(
            "What latency goes with",
            "Computed from %d measured cases of %d models on %s."
                .formatted(
                    result.measured().size(),
                    result.cases().stream().map(StudyCase::model).distinct().count(),
                    machine),
            StudySections.of(result),
            new Footer(machine, Version.number(), common.commandLine(), Instant.now()))
        .write(file);
    console.progress("wrote " + file);
  }

  private static void print(StudyResult result, Console console) {
    TextTable table =
        new TextTable("batch", "", "against", "rho", "95 %", "tau-b", "95 %", "models");
    for (Correlations.Correlation c : result.correlations()) {
      table.row(
          c.batch(),
          c.x(),
          c.y(),
          number(c.spearman()),
          c.spearmanInterval().map(i -> number(i.low()) + " to " + number(i.high())).orElse(""),
          number(c.kendall()),
          c.kendallInterval().map(i -> number(i.low()) + " to " + number(i.high())).orElse(""),
          c.models());
    }
    table.print(console);
    result.mispredicted().forEach(m -> console.line(m.sentence()));
    if (!result.judged().isEmpty()) {
      console.line(StudySections.sentence(result.judged()));
    }
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
