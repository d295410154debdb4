package dev.ridgeline.app.op;

import dev.ridgeline.app.bench.AvailableMemory;
import dev.ridgeline.measure.latency.Candidate;
import dev.ridgeline.measure.latency.LatencyResult;
import dev.ridgeline.measure.latency.Outcome;
import dev.ridgeline.measure.latency.Session;
import dev.ridgeline.measure.latency.SessionPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Measures contenders in one run, in rounds in which each has its turn. */
final class Contest {
  private static final int STEADY_WITHIN = 4;
  private static final double TARGET_UNCERTAINTY = 0.005;

  private Contest() {}

  /** What each contender took, or why it could not be measured. */
  record Result(Map<String, LatencyResult> latencies, Map<String, String> failures) {}

  static Result run(
      List<Contender> contenders, Effort effort, long bytes, Consumer<String> progress) {
    List<Candidate> candidates = new ArrayList<>();
    for (Contender c : contenders) {
      candidates.add(
          new Candidate(c.name(), 1, new ContenderSubject(c, effort.warmUp()), 1e6, 1e6, bytes));
    }
    SessionPlan plan =
        new SessionPlan(
            Optional.empty(),
            effort.rounds(),
            AvailableMemory.bytes(),
            effort.warmUp().multipliedBy(STEADY_WITHIN),
            effort.slice(),
            TARGET_UNCERTAINTY);
    Map<String, LatencyResult> latencies = new LinkedHashMap<>();
    Map<String, String> failures = new LinkedHashMap<>();
    for (Outcome outcome : Session.run(candidates, plan, progress)) {
      String name = outcome.candidate().name();
      switch (outcome) {
        case Outcome.Measured(_, var latency) -> latencies.put(name, latency);
        case Outcome.Failed(_, var reason) -> failures.put(name, reason);
        case Outcome.LeftOut(_, var reason) -> failures.put(name, reason);
      }
    }
    return new Result(latencies, failures);
  }
}
