package dev.ridgeline.measure.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class MergedSamplesTest {
  private static Samples round(double first, boolean contended, Double... nanos) {
    return new Samples(
        List.of(nanos),
        1,
        first,
        7,
        70,
        true,
        2,
        contended ? Set.of(Contention.STEAL) : Set.of(),
        contended,
        "fake",
        StopReason.TIME_LIMIT);
  }

  @Test
  void joinsCleanRoundsAndKeepsTheFirstRunOfTheFirst() {
    Samples merged = Samples.merge(List.of(round(9, false, 1.0, 2.0), round(5, false, 3.0)), 10);
    assertThat(merged.nanosPerRun()).containsExactly(1.0, 2.0, 3.0);
    assertThat(merged.firstRunNanos()).isEqualTo(9);
    assertThat(merged.warmUpRuns()).isEqualTo(7);
    assertThat(merged.rejected()).isEqualTo(4);
    assertThat(merged.contended()).isFalse();
  }

  @Test
  void dropsContendedRoundsWhenTheCleanOnesAreEnough() {
    Samples merged =
        Samples.merge(List.of(round(9, false, 1.0, 2.0), round(5, true, 30.0, 40.0, 50.0)), 2);
    assertThat(merged.nanosPerRun()).containsExactly(1.0, 2.0);
    assertThat(merged.rejected()).isEqualTo(7);
    assertThat(merged.contended()).isFalse();
    assertThat(merged.contention()).containsExactly(Contention.STEAL);
  }

  @Test
  void isContendedWhenTheCleanOnesAreTooFew() {
    Samples merged = Samples.merge(List.of(round(9, false, 1.0), round(5, true, 30.0)), 2);
    assertThat(merged.nanosPerRun()).containsExactly(1.0, 30.0);
    assertThat(merged.contended()).isTrue();
  }
}
