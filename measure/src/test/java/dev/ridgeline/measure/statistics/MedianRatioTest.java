package dev.ridgeline.measure.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MedianRatioTest {
  @Test
  void findsTenPerCentAtAHighConfidence() {
    for (int seed = 0; seed < 20; seed++) {
      MedianRatio slower =
          MedianRatio.of(groups(new Random(seed), 1), groups(new Random(100 + seed), 1.1), 1);
      Interval interval = slower.interval(0.999);
      assertThat(interval.low()).isGreaterThan(1.03);
      assertThat(interval.high()).isLessThan(1.2);
      assertThat(interval.contains(slower.ratio())).isTrue();
    }
  }

  @Test
  void findsNothingWhereNothingChanged() {
    int inside = 0;
    for (int seed = 0; seed < 200; seed++) {
      MedianRatio same =
          MedianRatio.of(groups(new Random(seed), 1), groups(new Random(1000 + seed), 1), 1);
      inside += same.interval(0.95).contains(1) ? 1 : 0;
    }
    assertThat(inside).isGreaterThanOrEqualTo(186);
  }

  @Test
  void whatDiffersBetweenRoundsWidensTheInterval() {
    List<List<Double>> steady = List.of(List.of(1.0, 1.01, 0.99), List.of(1.0, 1.01, 0.99));
    List<List<Double>> drifting = List.of(List.of(0.9, 0.91, 0.89), List.of(1.1, 1.11, 1.09));
    assertThat(MedianRatio.of(steady, drifting, 1).logDeviation())
        .isGreaterThan(5 * MedianRatio.of(steady, steady, 1).logDeviation());
  }

  @Test
  void takesMediansWithTheirUncertainty() {
    Interval interval = MedianRatio.ofMedians(10, 0.03, 11, 0.04).interval(0.95);
    assertThat(interval.low()).isCloseTo(1.1 * Math.exp(-0.05), within(1e-3));
    assertThat(interval.high()).isCloseTo(1.1 * Math.exp(0.05), within(1e-3));
    assertThatThrownBy(() -> MedianRatio.of(List.of(), List.of(), 1))
        .hasMessage("no samples given, at least one is needed");
  }

  /** SciPy 1.17.1: {@code norm.ppf}. */
  @ParameterizedTest
  @CsvSource({"0.975, 1.959964", "0.5, 0", "0.9995, 3.290527", "0.025, -1.959964"})
  void knowsTheNormalDistribution(double probability, double value) {
    assertThat(Normal.quantile(probability)).isCloseTo(value, within(5e-4));
  }

  private static List<List<Double>> groups(Random random, double centre) {
    List<List<Double>> groups = new ArrayList<>();
    for (int g = 0; g < 3; g++) {
      List<Double> group = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        group.add(centre * (1 + 0.02 * random.nextGaussian()));
      }
      groups.add(group);
    }
    return groups;
  }
}
