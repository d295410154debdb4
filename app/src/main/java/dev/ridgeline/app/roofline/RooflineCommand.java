package dev.ridgeline.app.roofline;

import dev.ridgeline.app.bench.Amounts;
import dev.ridgeline.app.cli.Console;
import dev.ridgeline.app.cli.Launch;
import dev.ridgeline.app.cli.SharedOptions;
import dev.ridgeline.app.cli.Version;
import dev.ridgeline.app.engine.Engines;
import dev.ridgeline.app.machine.SavedMachine;
import dev.ridgeline.app.model.ModelArgument;
import dev.ridgeline.app.model.ModelSources;
import dev.ridgeline.app.page.Block;
import dev.ridgeline.app.page.Footer;
import dev.ridgeline.app.page.Page;
import dev.ridgeline.app.page.Section;
import dev.ridgeline.core.cost.Traffic;
import dev.ridgeline.measure.chip.ChipCatalogue;
import dev.ridgeline.measure.machine.CpuReader;
import dev.ridgeline.measure.machine.MachineProbe;
import dev.ridgeline.measure.machine.MachineProfile;
import dev.ridgeline.measure.machine.ProbeEffort;
import dev.ridgeline.measure.roofline.Roofline;
import dev.ridgeline.measure.workspace.ResultLine;
import dev.ridgeline.measure.workspace.Workspace;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ridgeline roofline}: models on the roof of this machine and on catalogue chips. */
@CommandLine.Command
public final class RooflineCommand implements Callable<Integer> {
  private static final String SCHEMA = "ridgeline.roofline/1";

  /** The traffic models that have layers. */
  private enum LayerTraffic {
    EAGER(Traffic.Model.EAGER),
    FUSED(Traffic.Model.FUSED);

    private final Traffic.Model model;

    LayerTraffic(Traffic.Model model) {
      this.model = model;
    }
  }

  @Mixin private SharedOptions common = new SharedOptions();

  @Parameters(
      arity = "1..*",
      paramLabel = "MODEL|FILE",
      description = "Models by name (see ridgeline models) or ONNX files.")
  private List<String> models = List.of();

  @Option(
      names = "--batch",
      paramLabel = "N,...",
      description = "Batches (default: 1, or the one that a model takes).")
  private @Nullable String batch;

  @Option(names = "--sequence", paramLabel = "N", description = "Length of sequences, in tokens.")
  private @Nullable Integer sequence;

  @Option(
      names = "--dim",
      paramLabel = "NAME=N",
      description = "Size of another dimension that a model file leaves open.")
  private List<String> dimensions = List.of();

  @Option(
      names = "--chip",
      paramLabel = "NAME",
      description = "A chip of the catalogue, too (see ridgeline chips); may be given again.")
  private List<String> chips = List.of();

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      description = "Show latencies of this engine only (default: of all that were measured).")
  private @Nullable String engine;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of the machine's roof (default: every CPU).")
  private @Nullable Integer threads;

  @Option(
      names = "--traffic",
      paramLabel = "MODEL",
      description = "Traffic model: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private LayerTraffic traffic = LayerTraffic.FUSED;

  @Option(names = "--layers", description = "Show the layers, too.")
  private boolean layers;

  @Override
  public Integer call() {
    Console console = common.console();
    Workspace workspace = common.workspace();
    List<ModelArgument> resolved =
        ModelArgument.resolveAll(models, sequence, ModelSources.standard());
    List<Long> batches = batch == null ? List.of() : Amounts.batches(batch);
    Map<String, Long> sizes = Amounts.dimensions(dimensions);
    Optional<String> only = Optional.ofNullable(engine).map(RooflineCommand::known);
    ChipCatalogue catalogue = ChipCatalogue.of(workspace);
    List<Roofline> chipRoofs = chips.stream().map(c -> Roofs.chip(catalogue, c)).toList();
    String machine = CpuReader.system().label();
    MachineProfile profile =
        SavedMachine.loadOrMeasure(
            workspace,
            threads == null ? MachineProbe.availableThreads() : threads,
            ProbeEffort.QUICK,
            machine,
            console::progress);
    RooflineStudy study =
        new RooflineStudy(
            profile, threads == null ? MachineProbe.availableThreads() : threads, traffic.model);
    chipRoofs.forEach(study::add);
    List<Timing> timings =
        Timing.latest(workspace, machine, console::note).stream()
            .filter(t -> only.isEmpty() || only.get().equals(t.engine()))
            .toList();
    for (ModelArgument model : resolved) {
      List<Long> own =
          batches.isEmpty() ? List.of(model.openDimensions().onlyBatch().orElse(1L)) : batches;
      own.forEach(b -> study.add(model, b, sizes, timings));
    }
    RooflineResult result = study.result();
    workspace.append(
        new ResultLine(
            SCHEMA, "roofline", Version.number(), machine, Instant.now(), result.json(false)));
    common.out().ifPresent(folder -> page(result, folder.resolve("roofline.html"), console));
    if (common.json()) {
      console.json(result.json(layers));
    } else {
      RooflineText.print(result, layers, console);
    }
    return Launch.OK;
  }

  private static String known(String engine) {
    return Engines.find(engine, Engines.all()).name();
  }

  private void page(RooflineResult result, Path file, Console console) {
    List<Block> onMachine = new ArrayList<>();
    onMachine.add(RooflineCharts.models(result));
    if (layers) {
      result
          .on(result.machineRoof())
          .forEach(p -> onMachine.add(RooflineCharts.layers(p, result.machineRoof())));
    }
    List<Section> sections = new ArrayList<>();
    sections.add(new Section("This machine", "", onMachine));
    for (Roofline roof : result.roofs().subList(1, result.roofs().size())) {
      sections.add(
          Section.of(
              roof.name(),
              "Catalogue figures; nothing here was measured.",
              RooflineCharts.onChip(result, roof)));
    }
    new Page(
            "Rooflines",
            "Where "
                + String.join(", ", models)
                + " stand on the measured roof of this machine"
                + (chips.isEmpty() ? "" : " and on catalogue chips")
                + ".",
            sections,
            new Footer(result.machine(), Version.number(), common.commandLine(), Instant.now()))
        .write(file);
    console.progress("wrote " + file);
  }
}
