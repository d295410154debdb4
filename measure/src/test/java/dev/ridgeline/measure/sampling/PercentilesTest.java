package dev.ridgeline.measure.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PercentilesTest {
  /** K times the unit roundoff, K = 16: a few operations on values near one. */
  private static final double TOLERANCE = 16 * 0x1p-53 * 4;

  /** Computed by numpy.percentile of NumPy 2.4.6 with its default method, "linear". */
  @Test
  void agreesWithNumpy() {
    double[] x = {
      1.029, 1.728, 0.479, 0.85, 0.617, 1.82, 1.041, 0.746, 0.458, 0.773, 1.008, 0.759, 3.648,
      2.737, 0.066, 0.151, 0.84, 0.656, 1.238, 1.243
    };
    Percentiles p = Percentiles.of(x);
    assertThat(p.at(0)).isEqualTo(0.066);
    assertThat(p.at(10)).isCloseTo(0.42730000000000007, within(TOLERANCE));
    assertThat(p.median()).isCloseTo(0.845, within(TOLERANCE));
    assertThat(p.at(90)).isCloseTo(1.9117000000000013, within(TOLERANCE));
    assertThat(p.at(99)).isCloseTo(3.474909999999999, within(TOLERANCE));
    assertThat(p.at(100)).isEqualTo(3.648);
    assertThat(p.spread()).isCloseTo(0.5211039750250459, within(TOLERANCE));

    Percentiles odd = Percentiles.of(0.272, 2.473, 1.563, 0.585, 1.788, 1.44, 1.342);
    assertThat(odd.median()).isEqualTo(1.44);
    assertThat(odd.at(90)).isCloseTo(2.0620000000000003, within(TOLERANCE));
    assertThat(odd.spread()).isCloseTo(0.3582955361388539, within(TOLERANCE));

    Percentiles two = Percentiles.of(List.of(2.274, 1.392));
    assertThat(two.median()).isCloseTo(1.833, within(TOLERANCE));
    assertThat(two.at(99)).isCloseTo(2.26518, within(TOLERANCE));
  }

  @Test
  void growsWithP() {
    Random random = new Random(7);
    for (int n = 1; n < 60; n++) {
      double[] x = random.doubles(n).toArray();
      Percentiles p = Percentiles.of(x);
      double before = p.min();
      for (int q = 0; q <= 100; q++) {
        assertThat(p.at(q)).isBetween(before, p.max());
        before = p.at(q);
      }
    }
  }

  @Test
  void oneSampleIsEveryPercentileAndSaysNothingOfItsSpread() {
    Percentiles p = Percentiles.of(3.0);
    assertThat(p.at(1)).isEqualTo(3);
    assertThat(p.at(99)).isEqualTo(3);
    assertThat(p.spread()).isZero();
    assertThat(p.medianUncertainty()).isEqualTo(1);
  }

  @Test
  void theIntervalOfTheMedianCoversItNineteenTimesInTwenty() {
    Random random = new Random(3);
    for (int n : new int[] {7, 20, 101}) {
      int covered = 0;
      int trials = 4_000;
      for (int t = 0; t < trials; t++) {
        double[] x = new double[n];
        for (int i = 0; i < n; i++) {
          x[i] = 100 + random.nextGaussian();
        }
        Percentiles p = Percentiles.of(x);
        double half = p.medianUncertainty() * p.median();
        covered += Math.abs(p.median() - 100) <= half * 1.3 ? 1 : 0;
      }
      assertThat(covered / (double) trials).isGreaterThan(0.93);
    }
  }

  @Test
  void uncertaintyShrinksWithTheRootOfTheSamples() {
    Random random = new Random(5);
    double few = uncertainty(random, 100);
    double many = uncertainty(random, 10_000);
    assertThat(few / many).isBetween(5.0, 20.0);
  }

  private static double uncertainty(Random random, int n) {
    return Percentiles.of(random.doubles(n, 1, 2).toArray()).medianUncertainty();
  }

  @Test
  void refusesNothingNanAndPercentilesOutside() {
    assertThatThrownBy(() -> Percentiles.of()).hasMessageContaining("no samples");
    assertThatThrownBy(() -> Percentiles.of(1, Double.NaN)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> Percentiles.of(1).at(101))
        .hasMessage("percentile 101.0 given, 0 to 100 is allowed");
  }
}
