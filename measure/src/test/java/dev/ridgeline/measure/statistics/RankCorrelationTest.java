package dev.ridgeline.measure.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RankCorrelationTest {
  /** SciPy 1.17.1: {@code spearmanr} and {@code kendalltau}. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          94 62 68 89 57 | 85 72 45 47 43 | 0.7 | 0.6
          1 5 5 0 2 4 0 4 0 2 4 1 | 1 3 4 0 3 3 1 3 1 2 3 3 | 0.8575564226536917 | 0.7838370907244193
          7 7 6 5 3 8 4 1 7 1 7 5 1 0 4 0 1 4 8 4 7 8 7 5 3 4 2 4 3 2 | 7 3 3 3 5 7 5 1 6 2 5 2 3 3 4 0 2 3 8 5 4 6 7 6 4 4 1 5 3 1 | 0.735842924450609 | 0.5994852055038299
          0 1 2 1 1 2 2 1 1 1 0 0 1 1 1 0 0 0 1 2 | 0 1 1 1 1 1 1 1 1 1 0 1 1 0 1 0 0 0 0 1 | 0.6537538026940201 | 0.6213157985414443
          """)
  void agreesWithScipy(String x, String y, double rho, double tau) {
    assertThat(RankCorrelation.SPEARMAN.of(values(x), values(y))).isCloseTo(rho, within(1e-12));
    assertThat(RankCorrelation.KENDALL.of(values(x), values(y))).isCloseTo(tau, within(1e-12));
  }

  @Test
  void orderAloneCounts() {
    double[] x = {1, 2, 3, 4, 5};
    double[] grown = {1, 10, 100, 1e3, 1e9};
    double[] fallen = {5, 4, 3, 2, 1};
    for (RankCorrelation kind : RankCorrelation.values()) {
      assertThat(kind.of(x, grown)).isEqualTo(1);
      assertThat(kind.of(x, fallen)).isEqualTo(-1);
      assertThat(kind.of(x, new double[] {3, 3, 3, 3, 3})).isNaN();
      assertThat(kind.of(new double[0], new double[0])).isNaN();
    }
  }

  @Test
  void refusesWhatHasNoOrder() {
    assertThatThrownBy(() -> RankCorrelation.SPEARMAN.of(new double[2], new double[3]))
        .hasMessage("2 values against 3");
    assertThatThrownBy(
            () -> RankCorrelation.KENDALL.of(new double[] {Double.NaN}, new double[] {1}))
        .hasMessage("pair 0 is not a number");
  }

  /** Pairs of a normal distribution of rho 0.8: Spearman's is 6/pi asin(0.4) = 0.786. */
  @Test
  void intervalsCoverTheTrueValue() {
    double truth = 6 / Math.PI * Math.asin(0.4);
    Random random = new Random(11);
    int covered = 0;
    int trials = 200;
    for (int t = 0; t < trials; t++) {
      double[] x = new double[40];
      double[] y = new double[40];
      for (int i = 0; i < x.length; i++) {
        x[i] = random.nextGaussian();
        y[i] = 0.8 * x[i] + 0.6 * random.nextGaussian();
      }
      Interval interval =
          new Bootstrap(400, t).ofCorrelation(RankCorrelation.SPEARMAN, x, y, 0.95).orElseThrow();
      covered += interval.contains(truth) ? 1 : 0;
    }
    assertThat(covered / (double) trials).isBetween(0.88, 0.99);
  }

  @Test
  void theSameSeedGivesTheSameInterval() {
    double[] x = {1, 2, 3, 4, 5, 6};
    double[] y = {2, 1, 4, 3, 6, 5};
    Bootstrap bootstrap = new Bootstrap(500, 3);
    assertThat(bootstrap.ofCorrelation(RankCorrelation.KENDALL, x, y, 0.9))
        .isEqualTo(bootstrap.ofCorrelation(RankCorrelation.KENDALL, x, y, 0.9))
        .isPresent();
    assertThat(bootstrap.ofCorrelation(RankCorrelation.KENDALL, new double[3], new double[3], 0.9))
        .isEmpty();
    assertThatThrownBy(() -> new Bootstrap(10, 1)).hasMessage("10 rounds, allowed is at least 100");
    assertThatThrownBy(() -> new Interval(2, 1)).hasMessage("an interval from 2.0 to 1.0");
  }

  private static double[] values(String text) {
    return Arrays.stream(text.split(" ", -1)).mapToDouble(Double::parseDouble).toArray();
  }
}
