package dev.ridgeline.app.bench;

import dev.ridgeline.app.engine.EngineHost;
import dev.ridgeline.app.engine.HostedModel;
import dev.ridgeline.app.engine.HostedSubject;
import dev.ridgeline.app.model.Binding;
import dev.ridgeline.app.model.ModelArgument;
import dev.ridgeline.app.model.ModelSources;
import dev.ridgeline.core.UserError;
import dev.ridgeline.core.cost.CostAnalysis;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.measure.latency.Candidate;
import dev.ridgeline.measure.latency.Journal;
import dev.ridgeline.measure.latency.Outcome;
import dev.ridgeline.measure.latency.Session;
import dev.ridgeline.measure.latency.SessionPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Measures models on an engine that runs in a process of its own: an engine that aborts or hangs
 * has failed on that model, and the session goes on with the next.
 */
public final class BenchRun {
  private final BenchRequest request;
  private final ModelFiles files;
  private final EngineHost host;
  private final Consumer<String> progress;
  private final Map<Candidate, BenchCase> cases = new LinkedHashMap<>();

  private BenchRun(
      BenchRequest request, ModelFiles files, EngineHost host, Consumer<String> progress) {
    this.request = request;
    this.files = files;
    this.host = host;
    this.progress = progress;
  }

  /**
   * Measures all of it.
   *
   * @param progress gets lines that say what is going on
   * @throws UserError if a model does not take a batch, or nothing fits the memory or the budget
   */
  public static BenchReport run(
      BenchRequest request, ModelSources sources, Consumer<String> progress) {
    return run(request, sources, progress, Hosts.STANDARD);
  }

  /**
   * Measures all of it, going on where the journal was broken off; the journal is closed when
   * everything was measured.
   */
  public static BenchReport run(
      BenchRequest request, ModelSources sources, Consumer<String> progress, BenchJournal journal) {
    BenchReport report = run(request, sources, progress, Hosts.STANDARD, journal);
    journal.done();
    return report;
  }

  /** Makes the host of the engine's process. */
  @FunctionalInterface
  interface Hosts {
    Hosts STANDARD =
        (folder, request) -> new EngineHost(folder, request.patience(), request.workspace());

    EngineHost open(Path folder, BenchRequest request);
  }

  static BenchReport run(
      BenchRequest request, ModelSources sources, Consumer<String> progress, Hosts hosts) {
    return run(request, sources, progress, hosts, Journal.NONE);
  }

  private static BenchReport run(
      BenchRequest request,
      ModelSources sources,
      Consumer<String> progress,
      Hosts hosts,
      Journal journal) {
    long begin = System.nanoTime();
    try (ModelFiles files = ModelFiles.open(sources);
        EngineHost host = hosts.open(files.folder(), request)) {
      BenchRun run = new BenchRun(request, files, host, progress);
      List<Outcome> outcomes = run.measure(journal);
      return run.report(outcomes, (System.nanoTime() - begin) / 1e9);
    }
  }

  private List<Outcome> measure(Journal journal) {
    List<Candidate> candidates = candidates();
    SessionPlan plan = SessionPlan.standard(request.budget(), request.memoryBytes());
    List<Outcome.LeftOut> refused = Session.refused(candidates, plan);
    if (refused.size() == candidates.size()) {
      Outcome.LeftOut first = refused.getFirst();
      throw new UserError("cannot measure " + first.candidate().name() + ": " + first.reason());
    }
    progress.accept(
        String.format(
            Locale.ROOT,
            "%d cases on %s with %d threads, at least about %.0f s%s",
            candidates.size() - refused.size(),
            String.join(" and ", request.engines()),
            request.threads(),
            Math.ceil(Session.leastTime(candidates, plan).toMillis() / 1e3),
            refused.isEmpty() ? "" : ", " + refused.size() + " left out"));
    return Session.run(candidates, plan, progress, journal);
  }

  /** First every model at its first batch, then at its second, and so on. */
  private List<Candidate> candidates() {
    int most = request.models().stream().mapToInt(model -> batches(model).size()).max().orElse(0);
    for (int i = 0; i < most; i++) {
      for (ModelArgument model : request.models()) {
        List<Long> batches = batches(model);
        if (i < batches.size()) {
          long batch = batches.get(i);
          request.engines().forEach(engine -> add(model, batch, engine));
        }
      }
    }
    return List.copyOf(cases.keySet());
  }

  private List<Long> batches(ModelArgument model) {
    return request.batches().isEmpty()
        ? List.of(model.openDimensions().onlyBatch().orElse(1L))
        : request.batches();
  }

  private void add(ModelArgument model, long batch, String engine) {
    Binding binding = new Binding(batch, request.sizes());
    Graph graph = model.bind(binding);
    Map<String, TensorType> inputs = new LinkedHashMap<>();
    graph.inputs().forEach(input -> inputs.put(input, graph.type(input)));
    CaseEstimate estimate = CaseEstimate.of(CostAnalysis.of(graph), request.threads());
    HostedModel hosted =
        new HostedModel(
            () -> files.file(model),
            request.threads(),
            model.sizes(binding),
            inputs,
            IndexBounds.of(graph),
            request.seed());
    BenchCase what =
        new BenchCase(model.name(), batch, model.sequence(), engine, request.threads());
    cases.put(
        new Candidate(
            request.engines().size() > 1 ? what.labelWithEngine() : what.label(),
            batch,
            new HostedSubject(host, engine, hosted),
            estimate.loadNanos(),
            estimate.runNanos(),
            estimate.bytes()),
        what);
  }

  private BenchReport report(List<Outcome> outcomes, double seconds) {
    List<BenchResult> results = new ArrayList<>();
    List<BenchReport.LeftOut> leftOut = new ArrayList<>();
    for (Outcome outcome : outcomes) {
      Candidate candidate = outcome.candidate();
      BenchCase what = Optional.ofNullable(cases.get(candidate)).orElseThrow();
      switch (outcome) {
        case Outcome.Measured(_, var latency) ->
            results.add(
                new BenchResult(what, candidate.bytes(), Optional.of(latency), Optional.empty()));
        case Outcome.Failed(_, var reason) ->
            results.add(
                new BenchResult(what, candidate.bytes(), Optional.empty(), Optional.of(reason)));
        case Outcome.LeftOut(_, var reason) -> leftOut.add(new BenchReport.LeftOut(what, reason));
      }
    }
    return new BenchReport(results, leftOut, seconds);
  }

  /** Names of the models that are given twice. */
  static Set<String> twice(List<ModelArgument> models) {
    Set<String> seen = new LinkedHashSet<>();
    Set<String> twice = new LinkedHashSet<>();
    models.forEach(model -> {
      if (!seen.add(model.name())) {
        twice.add(model.name());
      }
    });
    return twice;
  }
}
