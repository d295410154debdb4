package dev.ridgeline.measure.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ridgeline.core.UserError;
import dev.ridgeline.measure.sampling.Clock;
import dev.ridgeline.measure.sampling.Contention;
import dev.ridgeline.measure.sampling.Samples;
import dev.ridgeline.measure.sampling.SamplingPlan;
import dev.ridgeline.measure.sampling.StopReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SessionTest {
  private static final double SECOND = 1e9;

  /** Time that passes only as subjects say. */
  private static final class FakeClock implements Clock {
    long now;

    @Override
    public long nanos() {
      return now;
    }

    @Override
    public String source() {
      return "fake";
    }
  }

  private final FakeClock clock = new FakeClock();
  private final List<String> log = new ArrayList<>();
  private int loadedNow;
  private int mostLoaded;

  /** A subject whose runs take a fixed time; it follows its plan as a sampler does. */
  private final class FakeSubject implements Subject {
    final String name;
    final double runNanos;
    boolean loaded;
    boolean contended;
    int failsInRound;
    int turns;
    double spread;

    FakeSubject(String name, double runNanos) {
      this.name = name;
      this.runNanos = runNanos;
    }

    @Override
    public Loaded load() {
      log.add("load " + name);
      clock.now += 250_000_000;
      loaded = true;
      mostLoaded = Math.max(mostLoaded, ++loadedNow);
      return new Loaded("fake 1", 250);
    }

    @Override
    public Samples sample(SamplingPlan plan) {
      turns++;
      log.add(name + " " + turns);
      if (turns == failsInRound) {
        throw new SubjectFailure("the child\nended by signal 6");
      }
      clock.now += (long) (runNanos + plan.warmUpNanos());
      int count = (int) Math.clamp(plan.maxNanos() / runNanos, 1, plan.maxSamples());
      clock.now += (long) (count * runNanos);
      List<Double> nanos = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        nanos.add(runNanos * (1 + (i % 2) * spread));
      }
      return new Samples(
          nanos,
          1,
          5 * runNanos,
          11,
          plan.warmUpNanos(),
          true,
          0,
          contended ? Set.of(Contention.STEAL) : Set.of(),
          contended,
          "fake",
          StopReason.TIME_LIMIT);
    }

    @Override
    public void close() {
      loadedNow -= loaded ? 1 : 0;
      loaded = false;
    }
  }

  private static Candidate candidate(FakeSubject subject, double expectedNanos, long bytes) {
    return new Candidate(subject.name, 8, subject, SECOND / 4, expectedNanos, bytes);
  }

  private static SessionPlan budget(double seconds) {
    return SessionPlan.standard(Optional.of(Duration.ofNanos((long) (seconds * SECOND))), 1_000);
  }

  private static SessionPlan unbounded() {
    return SessionPlan.standard(Optional.empty(), 1_000);
  }

  private List<Outcome> run(SessionPlan plan, Candidate... candidates) {
    return Session.run(List.of(candidates), plan, clock, line -> {});
  }

  @Test
  void interleavesTheRoundsAndLoadsOnce() {
    FakeSubject a = new FakeSubject("a", 1e6);
    FakeSubject b = new FakeSubject("b", 2e6);
    a.spread = 0.1;
    b.spread = 0.1;
    List<Outcome> outcomes = run(unbounded(), candidate(a, 1e6, 10), candidate(b, 2e6, 10));
    assertThat(log).containsExactly("load a", "a 1", "load b", "b 1", "a 2", "b 2", "a 3", "b 3");
    LatencyResult result = ((Outcome.Measured) outcomes.get(1)).result();
    assertThat(result.engine()).isEqualTo("fake 1");
    assertThat(result.loadMillis()).isEqualTo(250);
    assertThat(result.firstMillis()).isEqualTo(10);
    assertThat(result.medianMillis()).isCloseTo(2.1, within(1e-9));
    assertThat(result.p90Millis()).isCloseTo(2.2, within(1e-9));
    assertThat(result.itemsPerSecond()).isCloseTo(8 / 2.1e-3, within(1e-6));
    assertThat(result.rounds()).isEqualTo(3);
    assertThat(result.samples()).isEqualTo(3 * 750);
    assertThat(result.warmUpRuns()).isEqualTo(11);
    assertThat(loadedNow).isZero();
  }

  @Test
  void endsAfterTwoRoundsWhenTheMedianIsKnown() {
    FakeSubject a = new FakeSubject("a", 1e6);
    run(unbounded(), candidate(a, 1e6, 10));
    assertThat(a.turns).isEqualTo(2);
  }

  @Test
  void flagsContendedResultsAndKeepsTrying() {
    FakeSubject a = new FakeSubject("a", 1e6);
    a.contended = true;
    List<Outcome> outcomes = run(unbounded(), candidate(a, 1e6, 10));
    assertThat(a.turns).isEqualTo(3);
    LatencyResult result = ((Outcome.Measured) outcomes.getFirst()).result();
    assertThat(result.contended()).isTrue();
    assertThat(result.contention()).containsExactly(Contention.STEAL);
  }

  @Test
  void aFailedSubjectIsNoLostSession() {
    FakeSubject a = new FakeSubject("a", 1e6);
    FakeSubject b = new FakeSubject("b", 1e6);
    a.failsInRound = 2;
    List<Outcome> outcomes = run(unbounded(), candidate(a, 1e6, 10), candidate(b, 1e6, 10));
    assertThat(outcomes.getFirst())
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> assertThat(failed.reason()).isEqualTo("the child ended by signal 6"));
    assertThat(outcomes.get(1)).isInstanceOf(Outcome.Measured.class);
    assertThat(a.turns).isEqualTo(2);
    assertThat(loadedNow).isZero();
  }

  @Test
  void anEngineThatRefusesAModelHasFailed() {
    Subject refusing =
        new Subject() {
          @Override
          public Loaded load() {
            throw new UserError("cannot load it");
          }

          @Override
          public Samples sample(SamplingPlan plan) {
            throw new AssertionError("not loaded");
          }

          @Override
          public void close() {}
        };
    List<Outcome> outcomes = run(unbounded(), new Candidate("r", 1, refusing, 1, 1, 1));
    assertThat(outcomes.getFirst())
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> assertThat(failed.reason()).isEqualTo("cannot load it"));
  }

  @Test
  void staysWithinTheBudget() {
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      candidates.add(candidate(new FakeSubject("m" + i, 20e6), 20e6, 10));
    }
    List<Outcome> outcomes = Session.run(candidates, budget(6), clock, line -> {});
    assertThat(outcomes).allMatch(outcome -> outcome instanceof Outcome.Measured);
    assertThat(clock.now / SECOND).isBetween(3.0, 6.2);
  }

  @Test
  void leavesOutBeforehandWhatTheBudgetCannotHold() {
    FakeSubject slow = new FakeSubject("slow", 2e9);
    FakeSubject fast = new FakeSubject("fast", 1e6);
    List<Candidate> candidates = List.of(candidate(slow, 2e9, 10), candidate(fast, 1e6, 10));
    assertThat(Session.refused(candidates, budget(5))).hasSize(1);
    assertThat(Session.leastTime(candidates, budget(5)).toMillis()).isEqualTo(260);
    List<Outcome> outcomes = Session.run(candidates, budget(5), clock, line -> {});
    assertThat(outcomes.getFirst())
        .isEqualTo(
            new Outcome.LeftOut(
                candidates.getFirst(),
                "it needs about 20.3 s and 5.0 s of the budget were left; raise --budget"));
    assertThat(slow.turns).isZero();
    assertThat(outcomes.get(1)).isInstanceOf(Outcome.Measured.class);
  }

  @Test
  void leavesOutWhatTurnsOutNotToFit() {
    FakeSubject first = new FakeSubject("first", 200e6);
    FakeSubject second = new FakeSubject("second", 200e6);
    List<Outcome> outcomes =
        run(budget(3), candidate(first, 10e6, 10), candidate(second, 10e6, 10));
    assertThat(outcomes.getFirst()).isInstanceOf(Outcome.Measured.class);
    assertThat(outcomes.get(1))
        .isInstanceOfSatisfying(
            Outcome.LeftOut.class,
            left -> assertThat(left.reason()).contains("of the budget were left"));
    assertThat(clock.now / SECOND).isLessThan(3.5);
  }

  @Test
  void refusesWhatDoesNotFitInMemory() {
    FakeSubject big = new FakeSubject("big", 1e6);
    Candidate candidate = candidate(big, 1e6, 5L << 30);
    SessionPlan plan = SessionPlan.standard(Optional.empty(), 1L << 30);
    assertThat(Session.refused(List.of(candidate), plan).getFirst().reason())
        .isEqualTo(
            "it needs about 5120 MiB of memory and 1024 MiB are available; take a smaller batch, or allow more with --memory-limit");
    run(plan, candidate);
    assertThat(log).isEmpty();
  }

  @Test
  void holdsNoMoreAtOnceThanMemoryAllows() {
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      candidates.add(candidate(new FakeSubject("m" + i, 1e6), 1e6, 400));
    }
    List<Outcome> outcomes = Session.run(candidates, unbounded(), clock, line -> {});
    assertThat(outcomes).allMatch(outcome -> outcome instanceof Outcome.Measured);
    assertThat(mostLoaded).isEqualTo(2);
  }

  @Test
  void saysWhoseTurnItIs() {
    List<String> lines = new ArrayList<>();
    Session.run(
        Collections.singletonList(candidate(new FakeSubject("a", 1e6), 1e6, 10)),
        unbounded(),
        clock,
        lines::add);
    assertThat(lines).containsExactly("round 1 of 3: a", "round 2 of 3: a");
  }

  @Test
  void planRefusesWhatCannotBe() {
    assertThatThrownBy(
            () -> new SessionPlan(Optional.empty(), 0, 1, Duration.ZERO, Duration.ZERO, 0.01))
        .hasMessage("rounds is 0, allowed is at least 1");
    assertThatThrownBy(() -> SessionPlan.standard(Optional.empty(), 0))
        .hasMessage("memoryBytes is 0, allowed is over 0");
  }

  @Test
  void goesOnWhereASessionWasBrokenOff() {
    List<Journal.Round> rounds = new ArrayList<>();
    Journal journal =
        new Journal() {
          @Override
          public List<Round> kept(String candidate) {
            return rounds.stream().filter(r -> r.candidate().equals(candidate)).toList();
          }

          @Override
          public void keep(Round round) {
            rounds.add(round);
          }
        };
    FakeSubject a = new FakeSubject("a", SECOND / 100);
    FakeSubject b = new FakeSubject("b", SECOND / 100);
    a.spread = 0.5;
    b.spread = 0.5;
    List<Candidate> both = List.of(candidate(a, SECOND / 100, 10), candidate(b, SECOND / 100, 10));
    Session.run(both, budget(1_000), clock, line -> {}, journal);
    assertThat(rounds).hasSize(6);
    // Killed in the third round, after a's turn.
    rounds.removeLast();
    log.clear();
    List<Outcome> outcomes = Session.run(both, budget(1_000), clock, line -> {}, journal);
    assertThat(log).containsExactly("load b", "b 4");
    assertThat(outcomes)
        .allSatisfy(
            outcome -> assertThat(((Outcome.Measured) outcome).result().sampleMillis()).hasSize(3));
    assertThat(rounds).hasSize(6);
  }
}
