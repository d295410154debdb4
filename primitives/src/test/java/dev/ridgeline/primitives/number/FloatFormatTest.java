package dev.ridgeline.primitives.number;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.core.number.Minifloat;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class FloatFormatTest {

  /** The fast rounding against the one of core, which is held to the specifications. */
  @Test
  void roundsAsTheFormatDoes() {
    Random random = new Random(3);
    for (Minifloat format :
        new Minifloat[] {
          Minifloat.F16, Minifloat.BF16, Minifloat.F8E4M3FN, Minifloat.F8E5M2, Minifloat.F4E2M1
        }) {
      FloatFormat fast = FloatFormat.of(format);
      Minifloat.Overflow overflow =
          format.specials() == Minifloat.Specials.IEEE
              ? Minifloat.Overflow.TO_SPECIAL
              : Minifloat.Overflow.SATURATE;
      for (int i = 0; i < 200_000; i++) {
        double x =
            i % 3 == 0
                ? Double.longBitsToDouble(random.nextLong())
                : i % 3 == 1
                    ? (2 * random.nextDouble() - 1) * format.maxFinite() * 1.2
                    : (random.nextInt(65) - 32) * format.minSubnormal() / 4;
        if (Double.isNaN(x)) {
          continue;
        }
        assertThat(fast.round(x))
            .as("%s of %s", format.label(), x)
            .isEqualTo(format.round(x, overflow));
      }
    }
  }

  @Test
  void formatsOfTensors() {
    double[] values = {1, -0.5, 0.25, 10};
    IntFormat.INT8_PER_TAP.store(values, 2);
    assertThat(values[0]).isEqualTo(1);
    assertThat(values[1]).isEqualTo(-64 / 127.0);
    assertThat(values[3]).isEqualTo(10);
    double[] logs = {0, -3, 8};
    new LogFormat(1).store(logs, 1);
    assertThat(logs).containsExactly(0, -4, 8);
    assertThat(Precision.of(FloatFormat.F16, FloatFormat.F32).label()).isEqualTo("f16+f32");
    assertThat(Precision.of(new LogFormat(8)).label()).isEqualTo("lns8");
  }
}
