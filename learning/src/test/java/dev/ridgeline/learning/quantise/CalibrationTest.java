package dev.ridgeline.learning.quantise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ridgeline.core.UserError;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CalibrationTest {
  private static float[] normal(int count) {
    Random random = new Random(5);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  @Test
  void minMaxCoversAllAndZeroExactly() {
    Grid grid = Calibration.MIN_MAX.grid(new float[] {0.5f, 3, 2.2f}, Levels.ofActivations(4));
    assertThat(grid).isEqualTo(new Grid(0.2f, -8, new Levels(-8, 7)));
    assertThat(grid.round(0)).isZero();
    assertThat(grid.round(9)).isEqualTo(3);
  }

  /** Max 1960 and Banner et al. 2019, table 1: the best clipping of N(0, 1) at 4 bits is 2.55. */
  @Test
  void leastSquaredErrorFindsTheKnownClippingOfANormalDistribution() {
    Grid grid = Calibration.MSE.grid(normal(50_000), Levels.ofActivations(4));
    assertThat(grid.most() - grid.least()).isCloseTo(2 * 2.55f, within(0.35f));
  }

  @Test
  void percentileLeavesOutliersOut() {
    float[] values = normal(20_000);
    values[7] = 1000;
    assertThat(Calibration.PERCENTILE.grid(values, Levels.ofActivations(8)).most()).isLessThan(5);
    assertThat(Calibration.MIN_MAX.grid(values, Levels.ofActivations(8)).most()).isGreaterThan(990);
  }

  @Test
  void entropyClipsAtFewBitsAndHardlyAtEight() {
    float[] values = normal(50_000);
    float few = Calibration.ENTROPY.grid(values, Levels.ofActivations(3)).most();
    float many = Calibration.ENTROPY.grid(values, Levels.ofActivations(8)).most();
    assertThat(few).isLessThan(many);
  }

  @ParameterizedTest
  @EnumSource(Calibration.class)
  void valuesThatAreAllZeroAreKept(Calibration calibration) {
    assertThat(calibration.grid(new float[40], Levels.ofActivations(2)).round(0)).isZero();
    assertThat(Calibration.named(calibration.label())).isEqualTo(calibration);
  }

  @Test
  void saysWhatThereIs() {
    assertThatThrownBy(() -> Calibration.named("zebra"))
        .isInstanceOf(UserError.class)
        .hasMessage("no calibration 'zebra'; choose one of min-max, percentile, mse, entropy");
    assertThatThrownBy(() -> Levels.ofWeights(9))
        .isInstanceOf(UserError.class)
        .hasMessage("9 bits given; integers of 2 to 8 bits are quantised to");
    assertThatThrownBy(() -> new WeightNumbers.Floats(dev.ridgeline.core.number.Minifloat.F16))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("has 16 bits; weights are rounded to minifloats of at most 8");
  }
}
