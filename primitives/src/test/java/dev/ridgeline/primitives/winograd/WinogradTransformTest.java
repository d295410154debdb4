package dev.ridgeline.primitives.winograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ridgeline.core.UserError;
import dev.ridgeline.primitives.exact.Rational;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class WinogradTransformTest {
  private static final List<Rational> PLUS_MINUS_TWO = points("0", "1", "-1", "2", "-2");

  static List<Rational> points(String... texts) {
    return Stream.of(texts).map(Rational::parse).toList();
  }

  @Test
  void everySizeIsExact() {
    for (int m = 1; m <= 8; m++) {
      for (int r = 1; m + r <= 12; r++) {
        assertThat(WinogradTransform.of(m, r).isExact()).as("F(%d,%d)", m, r).isTrue();
      }
    }
  }

  @Test
  void aWrongEntryIsFound() {
    WinogradTransform right = WinogradTransform.of(2, 3);
    WinogradTransform wrong =
        new WinogradTransform(2, 3, right.points(), right.at(), right.g(), right.bt().transposed());
    assertThat(wrong.isExact()).isFalse();
  }

  /** Both sign forms of F(2) are exact alone and wrong when mixed. */
  @Test
  void signFormsDoNotMix() {
    WinogradTransform one = WinogradTransform.of(2, 3);
    WinogradTransform other = WinogradTransform.of(2, 3, points("0", "-1", "1"));
    assertThat(other.isExact()).isTrue();
    assertThat(new WinogradTransform(2, 3, one.points(), other.at(), one.g(), one.bt()).isExact())
        .isFalse();
  }

  /** Lavin and Gray, section 4.1, up to the signs of rows that Bt and G share. */
  @Test
  void theFirstTransformIsThePublishedOne() {
    WinogradTransform transform = WinogradTransform.of(2, 3);
    assertThat(transform.at().entries().toString()).isEqualTo("[[1, 1, 1, 0], [0, 1, -1, 1]]");
    assertThat(transform.g().entries().toString())
        .isEqualTo("[[-1, 0, 0], [1/2, 1/2, 1/2], [1/2, -1/2, 1/2], [0, 0, 1]]");
    assertThat(transform.reduction() * transform.reduction()).isEqualTo(2.25);
    assertThat(square(WinogradTransform.of(3, 3))).isEqualTo(3.24, within(1e-12));
    assertThat(square(WinogradTransform.of(4, 3))).isEqualTo(4);
    assertThat(square(WinogradTransform.of(6, 3))).isEqualTo(5.0625);
  }

  private static double square(WinogradTransform transform) {
    return transform.reduction() * transform.reduction();
  }

  /** The half of G must not become 0, and sums need 64 bits. */
  @Test
  void wholeNumbersGiveNoError() {
    Random random = new Random(7);
    for (WinogradTransform transform :
        List.of(
            WinogradTransform.of(2, 3),
            WinogradTransform.of(4, 3, PLUS_MINUS_TWO),
            WinogradTransform.of(4, 3),
            WinogradTransform.of(3, 2),
            WinogradTransform.of(2, 5))) {
      IntegerWinograd winograd = new IntegerWinograd(transform);
      int r = transform.taps();
      for (int size = r; size < r + 9; size++) {
        long[] input = random.longs(3L * size * (size + 1), -128, 128).toArray();
        long[] filter = random.longs(3L * r * r, -128, 128).toArray();
        assertThat(winograd.correlate(input, 3, size, size + 1, filter))
            .isEqualTo(correlation(input, size, size + 1, filter, r));
      }
    }
    assertThat(new IntegerWinograd(WinogradTransform.of(2, 3)).divisor()).isEqualTo(4);
    assertThat(new IntegerWinograd(WinogradTransform.of(4, 3, PLUS_MINUS_TWO)).divisor())
        .isEqualTo(576);
  }

  @Test
  void overflowIsNoWrongResult() {
    IntegerWinograd winograd = new IntegerWinograd(WinogradTransform.of(2, 3));
    long[] huge = new long[16];
    Arrays.fill(huge, Long.MAX_VALUE / 2);
    assertThatThrownBy(() -> winograd.correlate(huge, 1, 4, 4, new long[9]))
        .isInstanceOf(ArithmeticException.class);
  }

  private static long[] correlation(long[] input, int height, int width, long[] filter, int r) {
    int across = width - r + 1;
    long[] output = new long[(height - r + 1) * across];
    for (int at = 0; at < output.length; at++) {
      for (int c = 0; c < 3; c++) {
        for (int k = 0; k < r * r; k++) {
          output[at] +=
              input[(c * height + at / across + k / r) * width + at % across + k % r]
                  * filter[c * r * r + k];
        }
      }
    }
    return output;
  }

  @Test
  void mistakesAreTold() {
    assertThatThrownBy(() -> WinogradTransform.of(4, 3, points("0", "1")))
        .isInstanceOf(UserError.class)
        .hasMessage("F(4,3) needs 5 points besides infinity but got 2: [0, 1]");
    assertThatThrownBy(() -> WinogradTransform.of(2, 3, points("0", "1", "2/2")))
        .isInstanceOf(UserError.class)
        .hasMessage("the points [0, 1, 1] are not all different; give each once");
    assertThatThrownBy(() -> WinogradTransform.of(15, 3))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("F(15,3) transforms 17 values; give a tile and a kernel");
    assertThatThrownBy(() -> Rational.parse("1/0")).isInstanceOf(NumberFormatException.class);
  }
}
