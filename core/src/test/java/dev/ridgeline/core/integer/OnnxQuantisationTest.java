package dev.ridgeline.core.integer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.core.tensor.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnnxQuantisationTest {

  /** The first ten are the published example of QuantizeLinear. */
  @ParameterizedTest
  @CsvSource({
    "0, 2, 128, U8, 128",
    "2, 2, 128, U8, 129",
    "3, 2, 128, U8, 130",
    "1000, 2, 128, U8, 255",
    "-254, 2, 128, U8, 1",
    "-1000, 2, 128, U8, 0",
    "5, 2, 0, I8, 2",
    "7, 2, 0, I8, 4",
    "-5, 2, 0, I8, -2",
    "-1e30, 1, 0, I8, -128",
    "1e30, 1, 0, I32, 2147483647",
    "Infinity, 1, 3, I16, 32767",
    "-7.5, 1, 0, I4, -8",
    "NaN, 1, 3, U8, 3",
  })
  void roundsHalfToEvenAndSaturates(float x, float scale, long zero, DType to, long q) {
    assertThat(OnnxQuantisation.quantise(x, scale, zero, to)).isEqualTo(q);
  }

  @Test
  void whatIsInRangeComesBackWithinHalfAScale() {
    for (int i = -1000; i <= 1000; i++) {
      float x = i * 0.0123f;
      long q = OnnxQuantisation.quantise(x, 0.1f, -3, DType.I8);
      if (q > -128 && q < 127) {
        assertThat(OnnxQuantisation.dequantise(q, 0.1f, -3) - x).isBetween(-0.0500001f, 0.0500001f);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "100, 0.25, 0, U8, 25",
    "102, 0.25, 0, U8, 26",
    "106, 0.25, 0, U8, 26",
    "-1000, 0.25, 10, I8, -128",
    "4000000000, 1, 0, I32, 2147483647"
  })
  void requantises(long sum, float multiplier, long zero, DType to, long q) {
    assertThat(OnnxQuantisation.requantise(sum, multiplier, zero, to)).isEqualTo(q);
  }

  /** The published examples of DynamicQuantizeLinear. */
  @ParameterizedTest
  @CsvSource({
    "-3, 2, 0.019607844, 153",
    "-4, -1, 0.015686275, 255",
    "1, 4, 0.015686275, 0",
    "0, 0, 0, 0"
  })
  void coversTheRangeAndZero(float least, float most, float scale, long zero) {
    assertThat(OnnxQuantisation.dynamic(least, most))
        .isEqualTo(new OnnxQuantisation.Parameters(scale, zero));
  }

  @Test
  void onlyIntegersOfUpTo32BitsAreQuantised() {
    assertThatThrownBy(() -> OnnxQuantisation.most(DType.F32))
        .hasMessage("f32 is no quantised type; allowed are integers of at most 32 bits");
    assertThatThrownBy(() -> OnnxQuantisation.least(DType.I64)).hasMessageContaining("i64");
  }
}
