package dev.ridgeline.primitives.lowrank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class LowRankTest {
  @Test
  void factorsAreTwoThinLayers() {
    LowRank decomposed = LowRank.of(30, 20, new Random(5).doubles(600, -1, 1).toArray());
    LowRank.Factors factors = decomposed.factors(4);
    assertThat(factors.left()).hasSize(30 * 4);
    assertThat(factors.right()).hasSize(4 * 20);
    assertThat(decomposed.singularValues()).isSortedAccordingTo((x, y) -> Double.compare(y, x));
  }

  @Test
  void theErrorIsWhatIsLeftOut() {
    double[] values = new Random(6).doubles(12 * 9, -1, 1).toArray();
    LowRank decomposed = LowRank.of(12, 9, values);
    for (int rank = 1; rank <= 9; rank++) {
      LowRank.Factors factors = decomposed.factors(rank);
      double squares = 0;
      double all = 0;
      for (int i = 0; i < 12; i++) {
        for (int j = 0; j < 9; j++) {
          double sum = 0;
          for (int r = 0; r < rank; r++) {
            sum += factors.left()[i * rank + r] * factors.right()[r * 9 + j];
          }
          squares += Math.pow(sum - values[i * 9 + j], 2);
          all += Math.pow(values[i * 9 + j], 2);
        }
      }
      assertThat(Math.sqrt(squares / all)).isEqualTo(decomposed.relativeError(rank), within(1e-12));
    }
  }

  /** The product itself counts: two factors of full rank cost more than the matrix. */
  @Test
  void breakEvenCountsBothProducts() {
    assertThat(LowRank.breakEvenRank(512, 784)).isEqualTo(309.7, within(0.05));
    assertThat(LowRank.breakEvenRank(10, 128)).isEqualTo(9.3, within(0.05));
  }

  /** Whoever is given the factors can neither decompose nor use a matrix of full size. */
  @Test
  void factorsAreNeverMultipliedBack() {
    LowRank decomposed = LowRank.of(30, 20, new Random(7).doubles(600, -1, 1).toArray());
    for (int rank : new int[] {1, 5, 11}) {
      LowRank.Factors factors = decomposed.factors(rank);
      assertThat(factors.left()).hasSize(30 * rank);
      assertThat(factors.right()).hasSize(rank * 20);
      assertThat(factors.left().length + factors.right().length).isLessThan(600);
    }
  }

  @Test
  void mistakesAreTold() {
    LowRank decomposed = LowRank.of(2, 2, new double[] {1, 0, 0, 1});
    assertThatThrownBy(() -> decomposed.factors(3))
        .hasMessage("rank 3 of a 2 x 2 matrix; give a rank from 1 to 2");
    assertThatThrownBy(() -> LowRank.of(1, 2, new double[] {Double.NaN, 1}))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> LowRank.of(2, 2, new double[3]))
        .hasMessage("3 values are no 2 x 2 matrix");
  }
}
