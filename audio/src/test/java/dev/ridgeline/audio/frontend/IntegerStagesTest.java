package dev.ridgeline.audio.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class IntegerStagesTest {
  /** Units of the scaled result; every level rounds a few times. */
  private static final double FFT_RMS_UNITS = 3;

  @Test
  void fftIsTheDefinitionOverItsLength() {
    Random random = new Random(3);
    for (int size : new int[] {16, 32, 64, 128, 256, 512, 1024}) {
      short[] input = new short[size];
      for (int i = 0; i < size; i++) {
        input[i] = (short) (random.nextInt(65_535) - 32_767);
      }
      short[] re = new short[size / 2 + 1];
      short[] im = new short[size / 2 + 1];
      new IntegerRealFft(size).transform(input, re, im);
      double squares = 0;
      for (int k = 0; k <= size / 2; k++) {
        double sumRe = 0;
        double sumIm = 0;
        for (int i = 0; i < size; i++) {
          double phase = -2 * Math.PI * ((long) i * k % size) / size;
          sumRe += input[i] * Math.cos(phase) / size;
          sumIm += input[i] * Math.sin(phase) / size;
        }
        squares += Math.pow(re[k] - sumRe, 2) + Math.pow(im[k] - sumIm, 2);
      }
      assertThat(Math.sqrt(squares / (size / 2 + 1))).as("size %d", size).isLessThan(FFT_RMS_UNITS);
    }
  }

  @Test
  void fftRefusesOtherSizes() {
    assertThatThrownBy(() -> new IntegerRealFft(480))
        .hasMessage("integer FFT: size must be a power of two in 16 to 32768, but got 480");
  }

  @Test
  void rootsAreRounded() {
    Random random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      long number = random.nextLong() >>> random.nextInt(64);
      BigInteger exact = new BigInteger(Long.toUnsignedString(number));
      BigInteger floor = exact.sqrt();
      BigInteger rest = exact.subtract(floor.multiply(floor));
      BigInteger rounded = rest.compareTo(floor) > 0 ? floor.add(BigInteger.ONE) : floor;
      long most = number >>> 32 == 0 ? 0xFFFF : 0xFFFFFFFFL;
      assertThat(IntegerMelBank.roundedRoot(number)).isEqualTo(Math.min(most, rounded.longValue()));
    }
    assertThat(IntegerMelBank.roundedRoot(0)).isZero();
  }

  @Test
  void logarithmIsWithinOneUnit() {
    IntegerLog log = new IntegerLog(6, 3);
    int[] values = new int[65_536];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    int[] logs = log.apply(values);
    assertThat(logs[0]).isZero();
    for (int i = 1; i < logs.length; i++) {
      assertThat(Math.abs(logs[i] - 64 * Math.log(8.0 * i))).as("of %d", i).isLessThan(1);
    }
  }

  @Test
  void logarithmOfTheMelScaleIsWithinAUnitInTheLastPlace() {
    assertThat(SingleLog1p.log1p(0)).isZero();
    for (float x = 1e-4f; x < 1e6f; x *= 1.0007f) {
      float exact = (float) Math.log1p(x);
      assertThat(Math.abs(SingleLog1p.log1p(x) - exact))
          .as("of %s", x)
          .isLessThanOrEqualTo(Math.ulp(exact));
    }
  }

  @Test
  void gainFollowsItsFormula() {
    AutomaticGain gain = new AutomaticGain(0.95f, 80f, 21, 10, 3);
    for (int estimate = 0; estimate < 40_000_000; estimate += 997) {
      double exact = Math.pow(2, 21) * Math.pow(estimate / 128.0 + 80, -0.95);
      assertThat((double) gain.gain(estimate)).isBetween(exact * 0.98 - 1, exact * 1.02 + 1);
    }
  }

  @Test
  void parametersAreChecked() {
    assertThatThrownBy(() ->
            new MicroFrontendParameters(
                16000, 480, 481, 40, 125f, 7500f, 10, 0.025f, 0.06f, 0.05f, 0.95f, 80f, 21, 6))
        .hasMessage("micro front end: hop must lie between 1 and the window, but got 481");
  }
}
