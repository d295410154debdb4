package dev.ridgeline.measure.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

final class SamplerTest {
  private static final long MILLI = 1_000_000;

  /** A machine whose time passes only as the workload says. */
  private static final class FakeMachine implements Clock, LoadProbe {
    long now = 1_000;
    long cpu;
    long runs;
    Set<Contention> contention = EnumSet.noneOf(Contention.class);
    LongUnaryOperator nanosOfRun = run -> MILLI;
    double cpuShare = 1;

    void run() {
      long nanos = nanosOfRun.applyAsLong(runs++);
      now += nanos;
      cpu += (long) (nanos * cpuShare);
    }

    @Override
    public long nanos() {
      return now;
    }

    @Override
    public String source() {
      return "fake";
    }

    @Override
    public LoadSnapshot snapshot() {
      return new LoadSnapshot(now, -1, -1, -1, -1);
    }

    @Override
    public Set<Contention> judge(LoadSnapshot from, LoadSnapshot to, int busyThreads) {
      return contention;
    }

    @Override
    public long threadCpuNanos() {
      return cpu;
    }

    @Override
    public int cpus() {
      return 2;
    }

    Samples sample(SamplingPlan plan) {
      return new Sampler(this, this).sample(plan, this::run);
    }
  }

  private static SamplingPlan latency() {
    return SamplingPlan.latency(Duration.ofSeconds(1), Duration.ofSeconds(2));
  }

  private static SamplingPlan rate() {
    return SamplingPlan.rate(Duration.ofSeconds(1), Duration.ofSeconds(2));
  }

  @Test
  void keepsTheColdRunApartAndWarmsUpUntilSteady() {
    FakeMachine machine = new FakeMachine();
    machine.nanosOfRun = run -> run == 0 ? 50 * MILLI : run < 20 ? (40 - run) * MILLI : 10 * MILLI;
    Samples samples = machine.sample(latency());
    assertThat(samples.firstRunNanos()).isEqualTo(50e6);
    assertThat(samples.steady()).isTrue();
    assertThat(samples.warmUpRuns()).isBetween(20L, 40L);
    assertThat(samples.medianNanos()).isEqualTo(10e6);
    assertThat(samples.percentiles().max()).isEqualTo(10e6);
    assertThat(samples.stop()).isEqualTo(StopReason.SPREAD_KNOWN);
    assertThat(samples.contended()).isFalse();
    assertThat(samples.clock()).isEqualTo("fake");
  }

  @Test
  void saysThatItNeverGotSteady() {
    FakeMachine machine = new FakeMachine();
    machine.nanosOfRun = run -> Math.max(1, 100 - 2 * run) * MILLI;
    assertThat(machine.sample(latency()).steady()).isFalse();
  }

  @Test
  void repeatsShortRunsWithinASample() {
    FakeMachine machine = new FakeMachine();
    machine.nanosOfRun = run -> 700;
    Samples samples = machine.sample(rate());
    assertThat(samples.runsPerSample() * 700.0).isBetween(2e6, 3e6);
    assertThat(samples.medianNanos()).isCloseTo(700, within(1e-9));
  }

  @Test
  void timesEveryRunOfALatency() {
    FakeMachine machine = new FakeMachine();
    machine.nanosOfRun = run -> 700;
    Samples samples = machine.sample(latency());
    assertThat(samples.runsPerSample()).isOne();
    assertThat(samples.nanosPerRun()).hasSize(1_000);
    assertThat(samples.stop()).isEqualTo(StopReason.SPREAD_KNOWN);
  }

  @Test
  void dropsSamplesWithLessCpuTimeThanWallTime() {
    FakeMachine machine = new FakeMachine();
    machine.nanosOfRun =
        run -> {
          boolean preempted = run % 4 == 3;
          machine.cpuShare = preempted ? 0.5 : 1;
          return preempted ? 8 * MILLI : 4 * MILLI;
        };
    Samples samples = machine.sample(rate());
    assertThat(samples.percentiles().max()).isEqualTo(4e6);
    assertThat(samples.rejected()).isPositive();
    assertThat(samples.contended()).isFalse();
    assertThat(samples.contention()).containsExactly(Contention.PREEMPTED);
  }

  @Test
  void doesNotHoldCpuTimeAgainstAWorkloadWithThreadsOfItsOwn() {
    FakeMachine machine = new FakeMachine();
    machine.cpuShare = 0;
    Samples samples = machine.sample(latency());
    assertThat(samples.rejected()).isZero();
    assertThat(samples.contention()).isEmpty();
  }

  @Test
  void usesContendedSamplesOnlyWhenThereAreNoOthersAndSaysSo() {
    FakeMachine machine = new FakeMachine();
    machine.contention = EnumSet.of(Contention.STEAL, Contention.RUN_QUEUE);
    Samples samples = machine.sample(latency());
    assertThat(samples.contended()).isTrue();
    assertThat(samples.rejected()).isZero();
    assertThat(samples.contention())
        .containsExactlyInAnyOrder(Contention.STEAL, Contention.RUN_QUEUE);
    assertThat(samples.stop()).isEqualTo(StopReason.SAMPLE_LIMIT);
    assertThat(samples.summary("nothing").contention())
        .containsExactly(Contention.STEAL, Contention.RUN_QUEUE);
  }

  @Test
  void waitsForTheContentionToPass() {
    FakeMachine machine = new FakeMachine();
    machine.nanosOfRun =
        run -> {
          machine.contention =
              run < 500 ? EnumSet.of(Contention.STEAL) : EnumSet.noneOf(Contention.class);
          return run < 500 ? 3 * MILLI : MILLI;
        };
    Samples samples = machine.sample(latency());
    assertThat(samples.contended()).isFalse();
    assertThat(samples.medianNanos()).isEqualTo(1e6);
    assertThat(samples.rejected()).isGreaterThan(100);
  }

  @Test
  void stopsAtTheTimeLimitWhileTheSpreadIsUnknown() {
    FakeMachine machine = new FakeMachine();
    machine.nanosOfRun = run -> (run % 2 == 0 ? 20 : 60) * MILLI;
    Samples samples = machine.sample(latency());
    assertThat(samples.stop()).isEqualTo(StopReason.TIME_LIMIT);
    assertThat(samples.percentiles().spread()).isGreaterThan(0.4);
  }

  @Test
  void takesOneSampleEvenWithoutTime() {
    FakeMachine machine = new FakeMachine();
    Samples samples = machine.sample(SamplingPlan.latency(Duration.ZERO, Duration.ZERO));
    assertThat(samples.nanosPerRun()).hasSize(1);
  }

  @Test
  void summaryCarriesTheFiguresOfItsSamples() {
    FakeMachine machine = new FakeMachine();
    Samples samples = machine.sample(latency());
    SampleSummary summary = samples.summary("making the inputs");
    assertThat(summary.medianNanos()).isEqualTo(samples.medianNanos());
    assertThat(summary.bestNanos()).isEqualTo(samples.bestNanos());
    assertThat(summary.samples()).isEqualTo(samples.nanosPerRun().size());
    assertThat(summary.excludes()).isEqualTo("making the inputs");
  }

  @Test
  void planRefusesWhatCannotBe() {
    assertThatThrownBy(() -> latency().withSamples(0, 5))
        .hasMessage("minSamples is 0, allowed is at least 1");
    assertThatThrownBy(() -> latency().withSamples(5, 4))
        .hasMessage("maxSamples is 4, allowed is at least minSamples");
    assertThatThrownBy(() -> latency().withMinSampleNanos(-1))
        .hasMessage("minSampleNanos is -1, allowed is at least 0");
    assertThatThrownBy(() -> latency().onPool(-1))
        .hasMessage("busyThreads is -1, allowed is at least 0");
  }

  @Test
  void timesRealWork() {
    double[] sink = new double[1];
    Samples samples =
        Sampler.system()
            .sample(
                SamplingPlan.rate(Duration.ofMillis(200), Duration.ofMillis(200)),
                () -> sink[0] += Math.sqrt(sink[0] + 2));
    assertThat(samples.medianNanos()).isBetween(0.5, 1e6);
    assertThat(samples.runsPerSample()).isGreaterThan(1);
    assertThat(sink[0]).isPositive();
  }
}
