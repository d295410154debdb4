package dev.ridgeline.app.report;

import dev.ridgeline.app.bench.Amounts;
import dev.ridgeline.app.bench.AvailableMemory;
import dev.ridgeline.app.bench.BenchJournal;
import dev.ridgeline.app.bench.BenchReport;
import dev.ridgeline.app.bench.BenchRequest;
import dev.ridgeline.app.bench.BenchRun;
import dev.ridgeline.app.bench.BenchStore;
import dev.ridgeline.app.cli.Console;
import dev.ridgeline.app.cli.Launch;
import dev.ridgeline.app.cli.SharedOptions;
import dev.ridgeline.app.engine.Engines;
import dev.ridgeline.app.machine.SavedMachine;
import dev.ridgeline.app.model.Binding;
import dev.ridgeline.app.model.ModelArgument;
import dev.ridgeline.app.model.ModelSources;
import dev.ridgeline.app.roofline.RooflineStudy;
import dev.ridgeline.app.roofline.Roofs;
import dev.ridgeline.app.roofline.Timing;
import dev.ridgeline.app.study.MeasuredCases;
import dev.ridgeline.app.study.StudyResult;
import dev.ridgeline.core.UserError;
import dev.ridgeline.core.cost.CostAnalysis;
import dev.ridgeline.core.cost.Ledger;
import dev.ridgeline.core.cost.Traffic;
import dev.ridgeline.measure.chip.ChipCatalogue;
import dev.ridgeline.measure.machine.CpuReader;
import dev.ridgeline.measure.machine.MachineProbe;
import dev.ridgeline.measure.machine.MachineProfile;
import dev.ridgeline.measure.machine.ProbeEffort;
import dev.ridgeline.measure.workspace.Workspace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ridgeline report}: machine, models, rooflines and latencies on one page. */
@CommandLine.Command
public final class ReportCommand implements Callable<Integer> {
  private static final double MAX_SECONDS = 1e6;

  @Mixin private SharedOptions common = new SharedOptions();

  @Parameters(
      arity = "0..*",
      paramLabel = "MODEL|FILE",
      description = "Models by name or ONNX files (default: sixteen of the zoo).")
  private List<String> models = List.of();

  @Option(names = "--batch", paramLabel = "N,...", description = "Batches (default: 1,8).")
  private @Nullable String batch;

  @Option(names = "--sequence", paramLabel = "N", description = "Length of sequences, in tokens.")
  private @Nullable Integer sequence;

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      description = "Engine that runs the models (default: ${DEFAULT-VALUE}).")
  private String engine = "onnxruntime";

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of the engine and of the roof (default: every CPU).")
  private @Nullable Integer threads;

  @Option(
      names = "--budget",
      paramLabel = "SECONDS",
      description =
          "Time for measuring latencies (default: 150); what does not fit is left out and listed on the page.")
  private @Nullable Double budget;

  @Option(
      names = "--full",
      description =
          "Every convolutional network of the zoo at batches 1, 64 and 256 where memory and budget allow (default budget: 1800).")
  private boolean full;

  @Option(
      names = "--fresh",
      description = "Measure anew, even if the same report was broken off before it was done.")
  private boolean fresh;

  @Option(
      names = "--measure-machine",
      description = "Measure the machine anew, in full, even if a profile is saved.")
  private boolean measureMachine;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of the inputs (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Override
  public Integer call() {
    Console console = common.console();
    Workspace workspace = common.writableWorkspace();
    List<ModelArgument> resolved = resolved();
    BenchRequest request = request(resolved, workspace);
    Path page = common.out().orElse(workspace.folder().resolve("report")).resolve("report.html");
    String machine = CpuReader.system().label();
    MachineProfile profile =
        measureMachine
            ? SavedMachine.measure(
                workspace, request.threads(), ProbeEffort.FULL, console::progress)
            : SavedMachine.loadOrMeasure(
                workspace, request.threads(), ProbeEffort.QUICK, machine, console::progress);
    BenchReport bench =
        BenchRun.run(
            request,
            ModelSources.standard(),
            console::progress,
            BenchJournal.open(workspace, request, machine, fresh, console::note));
    BenchStore.keep(workspace, request, bench, machine);
    ReportData data = data(workspace, profile, request, bench);
    ReportPage.of(data).write(page);
    if (common.json()) {
      console.json(json(page, data));
    } else {
      console.line(
          "%d models, %d cases measured, %d left out: %s"
              .formatted(
                  data.ledgers().size(),
                  data.rooflines().measured().size(),
                  bench.leftOut().size(),
                  page.toAbsolutePath().normalize()));
    }
    return Launch.OK;
  }

  private List<ModelArgument> resolved() {
    List<String> names = !models.isEmpty() ? models : full ? ReportPlan.full() : ReportPlan.MODELS;
    return ModelArgument.resolveAll(names, sequence, ModelSources.standard());
  }

  private BenchRequest request(List<ModelArgument> resolved, Workspace workspace) {
    List<Long> batches =
        batch != null
            ? Amounts.batches(batch)
            : full ? ReportPlan.FULL_BATCHES : ReportPlan.BATCHES;
    boolean allOpen = resolved.stream().allMatch(m -> m.openDimensions().onlyBatch().isEmpty());
    int count = threads == null ? MachineProbe.availableThreads() : threads;
    if (count < 1 || count > MachineProbe.availableThreads()) {
      throw new UserError(
          "--threads is %d; give 1 to %d, the CPUs of this machine"
              .formatted(count, MachineProbe.availableThreads()));
    }
    if (budget != null && !(budget > 0 && budget <= MAX_SECONDS)) {
      throw new UserError(
          "--budget is %s; give seconds above 0, at most %.0f".formatted(budget, MAX_SECONDS));
    }
    Duration limit =
        budget == null
            ? full ? ReportPlan.FULL_BUDGET : ReportPlan.BUDGET
            : Duration.ofMillis(Math.round(budget * 1e3));
    return new BenchRequest(
        resolved,
        batch == null && !allOpen ? List.of() : batches,
        List.of(Engines.find(engine, Engines.all()).name()),
        count,
        Map.of(),
        seed,
        Optional.of(limit),
        AvailableMemory.bytes() / 10 * 9,
        BenchRequest.DEFAULT_PATIENCE,
        workspace);
  }

  private ReportData data(
      Workspace workspace, MachineProfile profile, BenchRequest request, BenchReport bench) {
    RooflineStudy study = new RooflineStudy(profile, request.threads(), Traffic.Model.FUSED);
    List<Timing> timings = Timing.of(bench);
    List<Ledger> ledgers = new ArrayList<>();
    for (ModelArgument model : request.models()) {
      long only = model.openDimensions().onlyBatch().orElse(1L);
      ledgers.add(CostAnalysis.of(model.bind(Binding.ofBatch(only))));
      List<Long> batches = request.batches().isEmpty() ? List.of(only) : request.batches();
      batches.forEach(b -> study.add(model, b, Map.of(), timings));
    }
    return new ReportData(
        profile,
        ChipCatalogue.of(workspace).chips(),
        ledgers,
        study.result(),
        bench,
        StudyResult.of(
            MeasuredCases.of(
                timings,
                t -> named(request, t.model()),
                Roofs.measured(profile, request.threads())),
            seed),
        common.commandLine());
  }

  private static ModelArgument named(BenchRequest request, String model) {
    return request.models().stream().filter(m -> m.name().equals(model)).findFirst().orElseThrow();
  }

  private Map<String, Object> json(Path page, ReportData data) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("page", page.toAbsolutePath().normalize().toString());
    json.put("machine", data.profile().machine());
    json.put("models", data.ledgers().stream().map(Ledger::model).toList());
    json.put("measured", data.rooflines().measured());
    json.put("leftOut", data.bench().leftOut());
    json.put("suspects", data.bench().suspects());
    json.put("study", data.study().json(data.profile().machine(), seed));
    json.put("elapsedSeconds", data.bench().elapsedSeconds());
    return json;
  }
}
