package dev.ridgeline.primitives.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.ridgeline.core.UserError;
import dev.ridgeline.primitives.number.Precisions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Errors of multiplications in every format. */
final class MatmulErrorTest {
  private static MatmulError error(String algorithm, String format, int m, int n, int k) {
    return MatmulError.measure(
        MatmulAlgorithm.named(algorithm),
        m,
        n,
        k,
        Precisions.parse(format),
        ConvError.Values.NORMAL,
        1,
        3);
  }

  /** K depends on the algorithm and hardly on the format. */
  @ParameterizedTest
  @CsvSource({"naive", "blocked", "simd", "strassen-1", "strassen-2"})
  void theErrorIsKTimesTheRoundoff(String algorithm) {
    double k = error(algorithm, "f32", 33, 31, 70).k();
    assertThat(k).isBetween(0.5, 20.0);
    for (String format : List.of("f64", "f16", "bf16", "e6m12")) {
      assertThat(error(algorithm, format, 33, 31, 70).k())
          .as(format)
          .isCloseTo(k, withinPercentage(20));
    }
  }

  @Test
  void fewerRoundingsMakeSmallerErrors() {
    double naive = error("naive", "f16", 24, 24, 512).k();
    assertThat(error("blocked", "f16", 24, 24, 512).k()).isLessThan(naive / 1.5);
    assertThat(error("naive", "f16+f32", 24, 24, 512).k()).isLessThan(1);
    assertThat(error("strassen-3", "f32", 64, 64, 64).k())
        .isGreaterThan(error("naive", "f32", 64, 64, 64).k());
  }

  @Test
  void aFullRankIsTheProduct() {
    assertThat(error("lowrank-20", "f64", 16, 24, 20).relativeL2()).isLessThan(1e-13);
    assertThat(error("lowrank-10", "f64", 16, 24, 20).relativeL2()).isBetween(0.1, 0.9);
    assertThat(error("lowrank-21", "f64", 16, 24, 20).unsupported())
        .contains(
            "lowrank needs a rank of at most 20 for a 20x24 matrix but got 21; use lowrank-20");
  }

  @Test
  void logarithmsHaveTheErrorOfTheirSteps() {
    assertThat(error("log", "f64", 24, 24, 72).relativeL2()).isLessThan(1e-14);
    assertThat(error("lns-8", "f64", 24, 24, 72).relativeL2())
        .isCloseTo(3.6e-2, withinPercentage(15));
    assertThat(error("lns-128", "f64", 24, 24, 72).relativeL2())
        .isCloseTo(2.3e-3, withinPercentage(15));
    assertThat(error("mitchell", "f64", 24, 24, 72).relativeL2()).isBetween(5e-3, 6.15e-2);
    assertThat(error("hybrid", "f64", 24, 24, 72).relativeL2())
        .isLessThan(error("mitchell", "f64", 24, 24, 72).relativeL2() / 3);
  }

  @Test
  void integersAreHeldToTheInputsBeforeRounding() {
    assertThat(error("naive", "int8", 24, 24, 72).relativeL2()).isBetween(5e-3, 5e-2);
    assertThat(error("naive", "lns8", 24, 24, 72).relativeL2()).isBetween(1e-2, 1e-1);
  }

  @Test
  void unknownNamesAreTold() {
    for (String wrong : List.of("strassen", "strassen-7", "lns-0", "log-3", "lns-99999", "")) {
      assertThatThrownBy(() -> MatmulAlgorithm.named(wrong))
          .isInstanceOf(UserError.class)
          .hasMessage(
              "no multiplication is named '%s'; give some of naive, blocked, simd, strassen-LEVELS (1 to 6), lowrank-RANK, log, lns-STEPS (1 to 65536), mitchell, hybrid, or all"
                  .formatted(wrong));
    }
    MatmulAlgorithm.all()
        .forEach(
            algorithm -> assertThat(MatmulAlgorithm.named(algorithm.name())).isEqualTo(algorithm));
  }
}
