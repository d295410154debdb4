package dev.ridgeline.app.bench;

import dev.ridgeline.app.cli.Console;
import dev.ridgeline.app.cli.JsonText;
import dev.ridgeline.app.cli.Launch;
import dev.ridgeline.app.cli.SharedOptions;
import dev.ridgeline.app.cli.ThreadCount;
import dev.ridgeline.app.engine.Engines;
import dev.ridgeline.app.model.ModelArgument;
import dev.ridgeline.app.model.ModelSources;
import dev.ridgeline.core.AtomicFile;
import dev.ridgeline.core.UserError;
import dev.ridgeline.measure.machine.CpuReader;
import dev.ridgeline.measure.workspace.Workspace;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ridgeline bench}: latency and throughput of models on an engine. */
@Command
public final class BenchCommand implements Callable<Integer> {
  private static final double MAX_SECONDS = 1e6;

  @Mixin private SharedOptions common = new SharedOptions();

  @Parameters(
      arity = "1..*",
      paramLabel = "MODEL|FILE",
      description = "Models by name (see ridgeline models) or ONNX files.")
  private List<String> models = List.of();

  @Option(
      names = "--batch",
      paramLabel = "N,...",
      description = "Batches to measure (default: 1, or the one that the model takes).")
  private @Nullable String batch;

  @Option(
      names = "--engine",
      paramLabel = "NAME,...",
      split = ",",
      description =
          "Engines that run the models, in turns where there are several (default: onnxruntime).")
  private List<String> engines = List.of("onnxruntime");

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of the engine (default: every CPU).")
  private @Nullable Integer threads;

  @Option(
      names = "--budget",
      paramLabel = "SECONDS",
      description = "Time for the whole session; what does not fit is left out and listed.")
  private @Nullable Double budget;

  @Option(
      names = "--sequence",
      paramLabel = "N",
      description = "Length of sequences, in tokens, for models that take them of any length.")
  private @Nullable Integer sequence;

  @Option(
      names = "--dim",
      paramLabel = "NAME=N",
      description = "Size of another dimension that a model file leaves open.")
  private List<String> dimensions = List.of();

  @Option(
      names = "--memory-limit",
      paramLabel = "SIZE",
      description = "Memory that the session may use, such as 4g (default: 90 %% of what is free).")
  private @Nullable String memoryLimit;

  @Option(
      names = "--hang-after",
      paramLabel = "SECONDS",
      description =
          "An engine that is silent for so long beyond its time has failed (default: 60).")
  private @Nullable Double hangAfter;

  @Option(
      names = "--fresh",
      description = "Begin anew, even if the same session was broken off before it was done.")
  private boolean fresh;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of the inputs (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  private final ModelSources sources;

  /** The command on the zoo and ONNX files. */
  public BenchCommand() {
    this(ModelSources.standard());
  }

  BenchCommand(ModelSources sources) {
    this.sources = sources;
  }

  @Override
  public Integer call() {
    Console console = common.console();
    Workspace workspace = common.writableWorkspace();
    BenchRequest request = request(workspace);
    String machine = CpuReader.system().label();
    BenchReport report =
        BenchRun.run(
            request,
            sources,
            console::progress,
            BenchJournal.open(workspace, request, machine, fresh, console::note));
    Map<String, Object> json = BenchJson.of(request, report, machine);
    BenchStore.keep(workspace, request, report, machine);
    common
        .out()
        .ifPresent(folder -> AtomicFile.write(folder.resolve("bench.json"), JsonText.of(json)));
    if (common.json()) {
      console.json(json);
    } else {
      BenchText.lines(request, report, machine).forEach(console::line);
    }
    return report.measuredAny() ? Launch.OK : Launch.FAILURE;
  }

  /** Everything that was given, checked before anything is measured. */
  private BenchRequest request(Workspace workspace) {
    engines.forEach(engine -> Engines.find(engine, Engines.all()));
    if (engines.stream().distinct().count() < engines.size()) {
      throw new UserError("--engine names %s; name each engine once".formatted(engines));
    }
    List<Long> batches = batch == null ? List.of() : Amounts.batches(batch);
    int count = ThreadCount.of(threads);
    Optional<Duration> limit = Optional.ofNullable(budget).map(given -> seconds("--budget", given));
    Duration patience =
        hangAfter == null ? BenchRequest.DEFAULT_PATIENCE : seconds("--hang-after", hangAfter);
    Map<String, Long> sizes = Amounts.dimensions(dimensions);
    long free = AvailableMemory.bytes() / 10 * 9;
    long memory = memoryLimit == null ? free : Math.min(free, Amounts.memoryBytes(memoryLimit));
    return new BenchRequest(
        resolved(), batches, engines, count, sizes, seed, limit, memory, patience, workspace);
  }

  private static Duration seconds(String option, double given) {
    if (!(given > 0 && given <= MAX_SECONDS)) {
      throw new UserError(
          "%s is %s; give seconds above 0, at most %.0f".formatted(option, given, MAX_SECONDS));
    }
    return Duration.ofMillis(Math.max(1, Math.round(given * 1e3)));
  }

  private List<ModelArgument> resolved() {
    List<ModelArgument> resolved = ModelArgument.resolveAll(models, sequence, sources);
    Set<String> twice = BenchRun.twice(resolved);
    if (!twice.isEmpty()) {
      throw new UserError(
          "models %s are given twice; name each once, and files differently".formatted(twice));
    }
    return resolved;
  }
}
