package dev.ridgeline.measure.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SystemLoadProbeTest {
  private static final long SECOND = 1_000_000_000L;

  private final LoadProbe probe =
      new LoadProbe() {
        @Override
        public LoadSnapshot snapshot() {
          throw new AssertionError();
        }

        @Override
        public long threadCpuNanos() {
          return -1;
        }

        @Override
        public int cpus() {
          return 4;
        }
      };

  private final LoadSnapshot begin = new LoadSnapshot(0, 0, 0, 0, 1);

  private Set<Contention> judge(double own, double busy, double steal, int runnable, int threads) {
    return probe.judge(
        begin,
        new LoadSnapshot(
            SECOND,
            (long) (own * SECOND),
            (long) (busy * SECOND),
            (long) (steal * SECOND),
            runnable),
        threads);
  }

  /** The layout is that of proc(5). */
  @Test
  void readsProcStat() {
    String text =
        """
        cpu  100 20 30 4000 500 6 7 8 0 0
        cpu0 50 10 15 2000 250 3 3 4 0 0
        intr 1 2 3
        procs_running 3
        procs_blocked 0
        """;
    LoadSnapshot snapshot = SystemLoadProbe.parse(text, 5, 6);
    assertThat(snapshot).isEqualTo(new LoadSnapshot(5, 6, 1_630_000_000, 80_000_000, 3));
  }

  @Test
  void knowsNothingWithoutProcStat() {
    LoadProbe none = new SystemLoadProbe(Path.of("does-not-exist"));
    LoadSnapshot snapshot = none.snapshot();
    assertThat(snapshot.busyCpuNanos()).isNegative();
    assertThat(snapshot.runnable()).isNegative();
    assertThat(none.judge(snapshot, none.snapshot(), 0)).isEmpty();
  }

  @Test
  void aQuietMachineIsNotContended() {
    assertThat(judge(1.0, 1.05, 0.001, 2, 1)).isEmpty();
    assertThat(judge(4.0, 4.02, 0.001, 4, 4)).isEmpty();
  }

  @Test
  void seesEveryKindOfContention() {
    assertThat(judge(1.0, 2.0, 0, 2, 1)).containsExactly(Contention.OTHER_PROCESSES);
    assertThat(judge(1.0, 1.0, 0.5, 2, 1)).containsExactly(Contention.STEAL);
    assertThat(judge(1.0, 1.0, 0, 5, 1)).containsExactly(Contention.RUN_QUEUE);
    assertThat(judge(0.8, 0.8, 0, 2, 1)).containsExactly(Contention.PREEMPTED);
    assertThat(judge(3.0, 3.0, 0, 4, 8)).containsExactly(Contention.PREEMPTED);
  }

  @Test
  void anEngineOfUnknownThreadsMayIdle() {
    assertThat(judge(0.1, 0.1, 0, 2, 0)).isEmpty();
  }

  @Test
  void ownCpuTimeGrowsWithWork() {
    LoadProbe system = SystemLoadProbe.system();
    long before = system.snapshot().ownCpuNanos();
    long thread = system.threadCpuNanos();
    // A fixed amount of work: of a fixed time, a busy machine may give this thread next to nothing.
    double x = 1;
    for (int i = 0; i < 5_000_000; i++) {
      x = Math.sqrt(x + 1);
    }
    assertThat(x).isPositive();
    if (before >= 0) {
      assertThat(system.snapshot().ownCpuNanos() - before).isGreaterThan(1_000_000);
    }
    if (thread >= 0) {
      assertThat(system.threadCpuNanos() - thread).isGreaterThan(1_000_000);
    }
  }
}
