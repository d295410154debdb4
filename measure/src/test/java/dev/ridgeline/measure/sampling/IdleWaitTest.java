package dev.ridgeline.measure.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class IdleWaitTest {
  private static final long MILLI = 1_000_000;

  /** A process whose threads spin until a given time. */
  private static final class Spinning implements Clock {
    final long untilNanos;
    long now;

    Spinning(long untilNanos) {
      this.untilNanos = untilNanos;
    }

    long cpu() {
      return Math.min(now, untilNanos);
    }

    void pause() {
      now += 10 * MILLI;
    }

    @Override
    public long nanos() {
      return now;
    }

    @Override
    public String source() {
      return "fake";
    }

    IdleWait await(long atMostMillis) {
      return IdleWait.await(Duration.ofMillis(atMostMillis), this, this::cpu, this::pause);
    }
  }

  @Test
  void returnsAfterOneIntervalWhenNothingRuns() {
    assertThat(new Spinning(0).await(500)).isEqualTo(new IdleWait(10, true));
  }

  @Test
  void waitsUntilTheSpinningEnds() {
    assertThat(new Spinning(95 * MILLI).await(500)).isEqualTo(new IdleWait(110, true));
  }

  @Test
  void givesUpWhenTheTimeIsUp() {
    assertThat(new Spinning(900 * MILLI).await(200)).isEqualTo(new IdleWait(200, false));
  }

  @Test
  void saysThatUnknownCpuTimeIsNotIdle() {
    Spinning machine = new Spinning(0);
    assertThat(IdleWait.await(Duration.ofMillis(20), machine, () -> -1, machine::pause).idle())
        .isFalse();
  }

  @Test
  void endsOnThisMachine() {
    assertThat(IdleWait.await(Duration.ofSeconds(2)).waitedMillis()).isLessThan(3_000);
  }
}
