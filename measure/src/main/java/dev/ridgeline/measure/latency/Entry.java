package dev.ridgeline.measure.latency;

import dev.ridgeline.measure.sampling.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a session knows of one candidate so far. */
final class Entry {
  private final Candidate candidate;
  private final List<Samples> rounds = new ArrayList<>();
  private Optional<Subject.Loaded> loaded = Optional.empty();
  private Optional<Outcome> ended = Optional.empty();
  private boolean settled;
  private boolean ready;

  Entry(Candidate candidate) {
    this.candidate = candidate;
  }

  Candidate candidate() {
    return candidate;
  }

  int rounds() {
    return rounds.size();
  }

  boolean loaded() {
    return ready;
  }

  Subject.Loaded asLoaded() {
    return loaded.orElseThrow();
  }

  /** Takes a round of an earlier session that was broken off; it is not loaded by that. */
  void restore(Journal.Round round, SessionPlan plan) {
    if (pending()) {
      loaded = Optional.of(round.loaded());
      add(round.samples(), plan);
    }
  }

  void loaded(Subject.Loaded what) {
    loaded = Optional.of(what);
    ready = true;
  }

  void add(Samples round, SessionPlan plan) {
    rounds.add(round);
    Samples all = merged();
    settled =
        rounds.size() >= plan.rounds()
            || (rounds.size() >= 2
                && !all.contended()
                && all.nanosPerRun().size() >= SessionPlan.MIN_SAMPLES
                && all.percentiles().medianUncertainty() <= plan.targetUncertainty());
  }

  void fail(String reason) {
    ended = Optional.of(new Outcome.Failed(candidate, reason));
  }

  void leaveOut(String reason) {
    ended = Optional.of(new Outcome.LeftOut(candidate, reason));
  }

  /** Takes no further turn; what it has counts. */
  void settle() {
    settled = true;
  }

  boolean pending() {
    return ended.isEmpty() && !settled;
  }

  private Samples merged() {
    return Samples.merge(rounds, SessionPlan.MIN_SAMPLES);
  }

  /** Expected time of a run: as measured, or else as estimated. */
  double runNanos(double slowdown) {
    return rounds.isEmpty() ? candidate.runNanos() * slowdown : merged().medianNanos();
  }

  Outcome outcome() {
    return ended.orElseGet(() ->
        new Outcome.Measured(
            candidate, LatencyResult.of(loaded.orElseThrow(), candidate.batch(), rounds)));
  }
}
