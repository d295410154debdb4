package dev.ridgeline.primitives.logarithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class LogProductTest {

  /** An addition of logarithms instead of a sum would give 2 * 3 * 4 * 5. */
  @Test
  void sumsAreSums() {
    double[] c = LogProduct.multiply(1, 1, 2, new double[] {2, 4}, new double[] {3, 5});
    assertThat(c[0]).isEqualTo(26, within(1e-13));
  }

  /** log 0 is -infinity, and 0 times infinity is no number: zero has a flag instead. */
  @Test
  void zerosAndSigns() {
    double[] a = {0, -1.5, 2, -0.0};
    double[] b = {Double.MAX_VALUE, 2, -0.25, 1e300};
    assertThat(LogProduct.multiply(1, 1, 4, a, b)[0]).isEqualTo(-3.5, within(1e-14));
    assertThat(new LnsSum(1, PowerTable.EXACT).multiply(1, 1, 4, new double[] {0, -2, 4, 0}, b)[0])
        .isEqualTo(-5);
    assertThat(LogProduct.multiply(1, 1, 1, new double[] {0}, new double[] {0})[0]).isZero();
  }

  @Test
  void powersOfTwoAreExact() {
    double[] a = {1, 2, -4, 0.5};
    double[] b = {8, 0.25, 1, 16};
    for (int g : new int[] {1, 4, 128}) {
      assertThat(new LnsSum(g, PowerTable.EXACT).multiply(1, 1, 4, a, b)[0]).isEqualTo(12.5);
    }
  }

  @Test
  void tablesTakeFractions() {
    assertThat(PowerTable.MITCHELL.power(0.5)).isEqualTo(1.5);
    assertThatThrownBy(() -> PowerTable.EXACT.power(1))
        .hasMessage("a fraction is from 0 to 1 but got 1.0");
  }
}
