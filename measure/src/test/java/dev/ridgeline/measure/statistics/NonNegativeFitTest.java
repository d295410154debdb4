package dev.ridgeline.measure.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class NonNegativeFitTest {
  @Test
  void findsTheCoefficientsDespiteAnOddCase() {
    Random random = new Random(1);
    double[][] features = new double[40][3];
    double[] values = new double[40];
    for (int i = 0; i < values.length; i++) {
      for (int f = 0; f < 3; f++) {
        features[i][f] = Math.exp(random.nextGaussian());
      }
      values[i] = 2 * features[i][0] + 0.5 * features[i][1];
    }
    values[7] *= 5;
    double[] found = NonNegativeFit.of(features, values);
    assertThat(found[0]).isCloseTo(2, within(0.05));
    assertThat(found[1]).isCloseTo(0.5, within(0.05));
    assertThat(found[2]).isBetween(0.0, 0.03);
  }

  @Test
  void isDrawnTowardsWhatIsExpectedWhereCasesSayNothing() {
    double[][] features = {{1, 0}, {2, 0}, {3, 0}};
    double[] found = NonNegativeFit.of(features, new double[] {2, 4, 6}, new double[] {1, 7}, 0.1);
    assertThat(found[0]).isCloseTo(2, within(0.05));
    assertThat(found[1]).isCloseTo(7, within(1e-9));
  }

  @Test
  void keepsCoefficientsFromFallingBelowZero() {
    double[] found =
        NonNegativeFit.of(new double[][] {{1, 1}, {1, 2}, {1, 3}}, new double[] {3, 2, 1});
    for (double c : found) {
      assertThat(c).isNotNegative();
    }
    assertThatThrownBy(() -> NonNegativeFit.of(new double[1][1], new double[] {0}))
        .hasMessage("case 0 has value 0.0");
    assertThatThrownBy(() -> NonNegativeFit.of(new double[1][1], new double[2]))
        .hasMessage("1 cases for 2 values");
  }
}
