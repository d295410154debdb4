package dev.ridgeline.core.number;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.ridgeline.core.number.Minifloat.Overflow;
import dev.ridgeline.core.number.Minifloat.Specials;
import dev.ridgeline.core.tensor.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class MinifloatTest {
  private static final long SEED = 20250711;

  /** Every format of up to 10 bits, and the 16-bit ones. */
  static List<Minifloat> formats() {
    List<Minifloat> formats = new ArrayList<>(List.of(Minifloat.F16, Minifloat.BF16));
    for (Specials specials : Specials.values()) {
      for (int e = 1; e <= 6; e++) {
        for (int m = specials == Specials.IEEE ? 1 : 0; 1 + e + m <= 10; m++) {
          if (specials != Specials.FN || e + m > 1) {
            formats.add(new Minifloat(e, m, specials));
          }
        }
      }
    }
    return formats;
  }

  @Test
  void f16IsThatOfTheJdkAtEveryCode() {
    for (int code = 0; code < 1 << 16; code++) {
      float expected = Float.float16ToFloat((short) code);
      double ours = Minifloat.F16.decode(code);
      int again = Double.isNaN(ours) ? code : Minifloat.F16.encode(ours, Overflow.TO_SPECIAL);
      if (Double.compare(ours, expected) != 0 || again != code) {
        fail("code %s is %s, and back %s", code, ours, again);
      }
    }
  }

  @Test
  void roundingToF16IsThatOfTheJdk() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 200_000; i++) {
      float x = Float.intBitsToFloat(random.nextInt());
      if (Float.isNaN(x)) {
        continue;
      }
      int expected = Float.floatToFloat16(x) & 0xffff;
      if (Minifloat.F16.encode(x, Overflow.TO_SPECIAL) != expected) {
        fail("%s is code %s", x, expected);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "F8E4M3FN, 448, 0.001953125, 0.015625, 253",
    "F8E5M2, 57344, 0.0000152587890625, 0.00006103515625, 247",
    "F8E4M3FNUZ, 240, 0.0009765625, 0.0078125, 255",
    "F8E5M2FNUZ, 57344, 0.00000762939453125, 0.000030517578125, 255",
    "F16, 65504, 0.000000059604644775390625, 0.00006103515625, 63487",
    "F4E2M1, 6, 0.5, 1, 15"
  })
  void limitsAreThePublishedOnes(
      DType dtype, double max, double minSubnormal, double minNormal, int finite) {
    Minifloat format = Minifloat.of(dtype);
    assertThat(format.maxFinite()).isEqualTo(max);
    assertThat(format.minSubnormal()).isEqualTo(minSubnormal);
    assertThat(format.minNormal()).isEqualTo(minNormal);
    assertThat(format.finiteValues()).hasSize(finite);
    assertThat(format.bits()).isEqualTo(dtype.bits());
  }

  /** OCP 8-bit Floating Point Specification 1.0, tables 2 and 3. */
  @Test
  void namedCodesAreThoseOfTheSpecification() {
    assertThat(Minifloat.F8E4M3FN.decode(0x7e)).isEqualTo(448);
    assertThat(Minifloat.F8E4M3FN.decode(0xfe)).isEqualTo(-448);
    assertThat(Minifloat.F8E4M3FN.decode(0x7f)).isNaN();
    assertThat(Minifloat.F8E4M3FN.decode(0xff)).isNaN();
    assertThat(Minifloat.F8E4M3FN.decode(0x08)).isEqualTo(Math.scalb(1.0, -6));
    assertThat(Minifloat.F8E4M3FN.decode(0x07)).isEqualTo(0.875 * Math.scalb(1.0, -6));
    assertThat(Minifloat.F8E4M3FN.decode(0x01)).isEqualTo(Math.scalb(1.0, -9));
    assertThat(Minifloat.F8E5M2.decode(0x7c)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(Minifloat.F8E5M2.decode(0xfc)).isEqualTo(Double.NEGATIVE_INFINITY);
    for (int nan : new int[] {0x7d, 0x7e, 0x7f, 0xfd, 0xfe, 0xff}) {
      assertThat(Minifloat.F8E5M2.decode(nan)).isNaN();
    }
    assertThat(Minifloat.F8E5M2.decode(0x7b)).isEqualTo(57344);
    assertThat(Minifloat.F8E5M2.decode(0x03)).isEqualTo(0.75 * Math.scalb(1.0, -14));
    assertThat(Minifloat.F4E2M1.finiteValues())
        .containsExactly(-6, -4, -3, -2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2, 3, 4, 6);
  }

  /** The table of ONNX's Cast for 8-bit floats. */
  @Test
  void overflowIsThatOfOnnxCast() {
    double infinity = Double.POSITIVE_INFINITY;
    assertThat(Minifloat.F8E4M3FN.round(464, Overflow.TO_SPECIAL)).isEqualTo(448);
    assertThat(Minifloat.F8E4M3FN.round(464.001, Overflow.TO_SPECIAL)).isNaN();
    assertThat(Minifloat.F8E4M3FN.round(infinity, Overflow.TO_SPECIAL)).isNaN();
    assertThat(Minifloat.F8E4M3FN.round(-infinity, Overflow.SATURATE)).isEqualTo(-448);
    assertThat(Minifloat.F8E5M2.round(61440, Overflow.TO_SPECIAL)).isEqualTo(infinity);
    assertThat(Minifloat.F8E5M2.round(61439, Overflow.TO_SPECIAL)).isEqualTo(57344);
    assertThat(Minifloat.F8E5M2.round(infinity, Overflow.SATURATE)).isEqualTo(57344);
    assertThat(Minifloat.F8E5M2FNUZ.round(1e9, Overflow.TO_SPECIAL)).isNaN();
    assertThat(Minifloat.F8E4M3FNUZ.round(-1e9, Overflow.SATURATE)).isEqualTo(-240);
    assertThat(Minifloat.F4E2M1.round(-infinity, Overflow.TO_SPECIAL)).isEqualTo(-6);
  }

  @Test
  void zerosKeepTheirSignWhereTheFormatHasOne() {
    assertThat(Minifloat.F8E4M3FN.encode(-0.0, Overflow.SATURATE)).isEqualTo(0x80);
    assertThat(Minifloat.F8E4M3FN.encode(-1e-9, Overflow.SATURATE)).isEqualTo(0x80);
    assertThat(Minifloat.F8E4M3FNUZ.encode(-0.0, Overflow.SATURATE)).isZero();
    assertThat(Minifloat.F8E4M3FNUZ.encode(-1e-9, Overflow.SATURATE)).isZero();
    assertThat(Minifloat.F8E4M3FNUZ.decode(0x80)).isNaN();
    assertThat(Minifloat.F8E4M3FNUZ.encode(Double.NaN, Overflow.SATURATE)).isEqualTo(0x80);
  }

  @Test
  void doublesAreRoundedOnce() {
    // Just above the tie between 1 and 1 + 2^-10: through f32 it would become the tie and fall to
    // 1.
    double x = 1 + Math.scalb(1.0, -11) + Math.scalb(1.0, -40);
    assertThat(Minifloat.F16.round(x, Overflow.TO_SPECIAL)).isEqualTo(1 + Math.scalb(1.0, -10));
    assertThat(Float.float16ToFloat(Float.floatToFloat16((float) x))).isEqualTo(1f);
  }

  @ParameterizedTest
  @MethodSource("formats")
  void everyFiniteValueRoundsToItself(Minifloat format) {
    double[] values = format.finiteValues();
    for (int i = 0; i < values.length; i++) {
      assertRounds(format, values[i], values[i]);
      if (i > 0 && values[i] <= values[i - 1]) {
        fail("%s does not rise at %s", format.label(), values[i]);
      }
    }
    assertThat(values[values.length - 1]).isEqualTo(format.maxFinite());
  }

  @ParameterizedTest
  @MethodSource("formats")
  void theResultIsTheNearestValueAndTiesGoToTheEvenCode(Minifloat format) {
    double[] values = format.finiteValues();
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 2000; i++) {
      int below = random.nextInt(values.length - 1);
      double low = values[below];
      double high = values[below + 1];
      double middle = (low + high) / 2;
      double evenEnd = (format.encode(low, Overflow.SATURATE) & 1) == 0 ? low : high;
      assertRounds(format, middle, evenEnd);
      assertRounds(format, Math.nextDown(middle), low);
      assertRounds(format, Math.nextUp(middle), high);
      double x = low + (high - low) * random.nextDouble();
      assertRounds(format, x, x < middle ? low : x > middle ? high : evenEnd);
    }
  }

  private static void assertRounds(Minifloat format, double x, double expected) {
    // Comparing with != lets the two zeros be equal.
    if (format.round(x, Overflow.TO_SPECIAL) != expected) {
      fail("%s in %s is %s", x, format.label(), expected);
    }
  }

  @Test
  void refusesFormatsAndValuesThatAreNot() {
    assertThatThrownBy(() -> new Minifloat(0, 3, Specials.FN))
        .hasMessage(
            "a minifloat has 1 to 8 exponent bits and 0 to 23 mantissa bits but got 0 and 3");
    assertThatThrownBy(() -> new Minifloat(4, 0, Specials.IEEE))
        .hasMessage(
            "an IEEE minifloat needs a mantissa bit to tell infinity from NaN; use FN or FINITE");
    assertThatThrownBy(() -> new Minifloat(1, 0, Specials.FN))
        .hasMessage("a minifloat of 2 bits has no code to spare for NaN; use FINITE");
    assertThatThrownBy(() -> Minifloat.F4E2M1.encode(Double.NaN, Overflow.SATURATE))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage("e2m1finite has no NaN; replace it before rounding or use an FN format");
    assertThatThrownBy(() -> new Minifloat(8, 23, Specials.IEEE).finiteValues())
        .hasMessage("e8m23 has 32 bits; only formats of up to 16 are enumerated");
    assertThatThrownBy(() -> Minifloat.of(DType.I8)).hasMessage("i8 is no minifloat");
  }

  @Test
  void bf16OfTheFastPathIsThatOfTheRule() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 200_000; i++) {
      assertBf16(Float.intBitsToFloat(random.nextInt()));
    }
    int[] ties = {
      0x3f808000, 0x3f818000, 0x3f808001, 0x3f807fff, 0x7f7fffff, 0x7f7f8000, 0x00008000
    };
    Arrays.stream(ties).mapToObj(Float::intBitsToFloat).forEach(MinifloatTest::assertBf16);
    assertThat(HalfPrecision.toBf16(Float.intBitsToFloat(0x3f808000))).isEqualTo((short) 0x3f80);
    assertThat(HalfPrecision.toBf16(Float.intBitsToFloat(0x3f818000))).isEqualTo((short) 0x3f82);
    assertThat(HalfPrecision.fromBf16(HalfPrecision.toBf16(Float.intBitsToFloat(0x7f800001))))
        .isNaN();
    assertThat(HalfPrecision.fromF16(HalfPrecision.toF16(0.1f))).isEqualTo(0.099975586f);
  }

  private static void assertBf16(float x) {
    int fast = HalfPrecision.toBf16(x) & 0xffff;
    if (Float.isNaN(x)) {
      assertThat(Minifloat.BF16.decode(fast)).isNaN();
      return;
    }
    boolean same = fast == Minifloat.BF16.encode(x, Overflow.TO_SPECIAL);
    if (!same || HalfPrecision.fromBf16((short) fast) != Minifloat.BF16.decode(fast)) {
      fail("%s becomes bf16 code %s", x, fast);
    }
  }
}
