package dev.ridgeline.measure.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PeakKernelTest {
  @Test
  void everyKernelEqualsItsScalarTwinBitForBit() {
    for (String dtype : List.of("f32", "f64")) {
      for (Mix mix : Mix.values()) {
        for (PeakKernel kernel : PeakProbe.variants(dtype, mix)) {
          for (int iterations : new int[] {0, 1, 7, 20_000}) {
            kernel.run(iterations);
            assertThat(kernel.verify(iterations)).as("%s %s", dtype, mix).isTrue();
          }
          assertThat(kernel.verify(19_999)).as("a run cut short is noticed").isFalse();
        }
      }
    }
  }

  /** The twin itself against exact arithmetic, rounded once per step as IEEE 754 has it. */
  @Test
  void theScalarTwinIsAnFma() {
    double[] start = new double[2 * DoubleChains.LANES];
    double[] end = new double[start.length];
    start[0] = 1.0 / 3;
    start[DoubleChains.LANES] = 1.0 / 3;
    DoubleChains.scalar(1, 1, 1, start, end);
    BigDecimal y = new BigDecimal(DoubleChains.Y);
    BigDecimal third = new BigDecimal(1.0 / 3);
    assertThat(end[0]).isEqualTo(y.multiply(y).add(third).doubleValue());
    assertThat(end[DoubleChains.LANES]).isEqualTo(y.add(third).doubleValue());
  }

  @Test
  void countsTwoForAnFmaAndOneForAnAddition() {
    PeakKernel fma = new FloatPeakKernel(Mix.FMA, false);
    assertThat(fma.flopsPerIteration()).isEqualTo(24.0 * fma.lanes());
    PeakKernel both = new DoublePeakKernel(Mix.FMA_ADD, true);
    assertThat(both.flopsPerIteration()).isEqualTo((32.0 + 14) * both.lanes());
  }

  @Test
  void knowsTwoTypes() {
    assertThatThrownBy(() -> PeakProbe.variants("f16", Mix.FMA))
        .hasMessage("dtype 'f16' given, f32 or f64 is allowed");
  }
}
