package dev.ridgeline.measure.latency;

import dev.ridgeline.core.UserError;
import dev.ridgeline.measure.sampling.Clock;
import dev.ridgeline.measure.sampling.Samples;
import dev.ridgeline.measure.sampling.SamplingPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Measures many candidates in interleaved rounds: every candidate gets its turn once a round, so
 * that a machine which slows down or speeds up over minutes does so for all of them alike. As many
 * as fit in memory stay loaded side by side; where not all do, groups that fit follow each other,
 * each with all its rounds.
 *
 * <p>With a budget the session first leaves out what is expected not to fit, then shares the time
 * among the turns that are left, and leaves out what turns out not to fit. It can overrun by the
 * run in progress and one more, because no run is broken off and every turn takes one sample.
 */
public final class Session {
  private final SessionPlan plan;
  private final Clock clock;
  private final Consumer<String> progress;
  private final List<Entry> entries = new ArrayList<>();
  private final Turns turns;
  private final Journal journal;
  private double expectedNanos;
  private double actualNanos;

  private Session(SessionPlan plan, Clock clock, Consumer<String> progress, Journal journal) {
    this.journal = journal;
    this.plan = plan;
    this.clock = clock;
    this.progress = progress;
    long deadline =
        plan.budget().map(budget -> clock.nanos() + budget.toNanos()).orElse(Long.MAX_VALUE);
    turns = new Turns(plan, deadline);
  }

  /**
   * Measures the candidates; the outcomes stand in their order.
   *
   * @param progress gets a line whenever a turn begins
   */
  public static List<Outcome> run(
      List<Candidate> candidates, SessionPlan plan, Consumer<String> progress) {
    return run(candidates, plan, Clock.system(), progress, Journal.NONE);
  }

  /**
   * Measures the candidates, going on where an earlier session was broken off.
   *
   * @param journal has the rounds of that session, and gets those of this one
   */
  public static List<Outcome> run(
      List<Candidate> candidates, SessionPlan plan, Consumer<String> progress, Journal journal) {
    return run(candidates, plan, Clock.system(), progress, journal);
  }

  static List<Outcome> run(
      List<Candidate> candidates, SessionPlan plan, Clock clock, Consumer<String> progress) {
    return run(candidates, plan, clock, progress, Journal.NONE);
  }

  static List<Outcome> run(
      List<Candidate> candidates,
      SessionPlan plan,
      Clock clock,
      Consumer<String> progress,
      Journal journal) {
    Session session = new Session(plan, clock, progress, journal);
    List<Candidate> open = new ArrayList<>();
    for (Candidate candidate : candidates) {
      Entry entry = new Entry(candidate);
      journal.kept(candidate.name()).forEach(round -> entry.restore(round, plan));
      session.entries.add(entry);
      if (entry.pending()) {
        open.add(candidate);
      }
    }
    Map<Candidate, String> leftOut = Admission.leftOut(open, plan);
    for (Entry entry : session.entries) {
      Candidate candidate = entry.candidate();
      if (entry.rounds() == 0 && leftOut.containsKey(candidate)) {
        entry.leaveOut(leftOut.get(candidate));
      }
    }
    session.groups().forEach(session::measure);
    return session.entries.stream().map(Entry::outcome).toList();
  }

  /**
   * What the candidates would be left out for before anything runs, in their order; empty where all
   * are taken.
   */
  public static List<Outcome.LeftOut> refused(List<Candidate> candidates, SessionPlan plan) {
    Map<Candidate, String> reasons = Admission.leftOut(candidates, plan);
    return candidates.stream()
        .filter(reasons::containsKey)
        .map(candidate -> new Outcome.LeftOut(candidate, reasons.getOrDefault(candidate, "")))
        .toList();
  }

  /** The least time that the session is expected to take for what it takes in. */
  public static Duration leastTime(List<Candidate> candidates, SessionPlan plan) {
    Map<Candidate, String> reasons = Admission.leftOut(candidates, plan);
    double nanos =
        candidates.stream()
            .filter(candidate -> !reasons.containsKey(candidate))
            .mapToDouble(Candidate::leastNanos)
            .sum();
    return Duration.ofNanos((long) nanos);
  }

  /** Runs of entries that fit in memory side by side. */
  private List<List<Entry>> groups() {
    List<List<Entry>> groups = new ArrayList<>();
    long held = Long.MAX_VALUE;
    for (Entry entry : entries.stream().filter(Entry::pending).toList()) {
      long bytes = entry.candidate().bytes();
      if (held > plan.memoryBytes() - bytes) {
        groups.add(new ArrayList<>());
        held = 0;
      }
      groups.getLast().add(entry);
      held += bytes;
    }
    return groups;
  }

  private void measure(List<Entry> group) {
    try {
      for (int round = 1; round <= plan.rounds(); round++) {
        for (Entry entry : group) {
          if (entry.pending()) {
            turn(entry, round);
          }
        }
      }
    } finally {
      group.forEach(entry -> entry.candidate().subject().close());
    }
  }

  private void turn(Entry entry, int round) {
    Candidate candidate = entry.candidate();
    double run = entry.runNanos(slowdown());
    double left = turns.leftNanos(clock.nanos());
    if (entry.rounds() == 0 && candidate.loadNanos() + Candidate.LEAST_RUNS * run > left) {
      entry.leaveOut(Admission.budgetReason(candidate.leastNanos() * slowdown(), left));
      return;
    }
    if (entry.rounds() > 0 && 2 * run > left) {
      entry.settle();
      return;
    }
    progress.accept(
        String.format(Locale.ROOT, "round %d of %d: %s", round, plan.rounds(), candidate.name()));
    try {
      sample(entry);
    } catch (SubjectFailure | UserError e) {
      entry.fail(oneLine(e));
      candidate.subject().close();
    }
  }

  private void sample(Entry entry) {
    Candidate candidate = entry.candidate();
    if (!entry.loaded()) {
      entry.loaded(candidate.subject().load());
    }
    double run = entry.runNanos(slowdown());
    List<Entry> pending = entries.stream().filter(Entry::pending).toList();
    SamplingPlan slice = turns.plan(entry, pending, run, slowdown(), clock.nanos());
    Samples samples = candidate.subject().sample(slice);
    if (entry.rounds() == 0) {
      expectedNanos += candidate.runNanos();
      actualNanos += samples.medianNanos();
    }
    entry.add(samples, plan);
    journal.keep(new Journal.Round(candidate.name(), entry.asLoaded(), samples));
  }

  /** How much slower than expected the candidates run that have been measured. */
  private double slowdown() {
    return expectedNanos > 0 ? actualNanos / expectedNanos : 1;
  }

  private static String oneLine(RuntimeException e) {
    return String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
  }
}
