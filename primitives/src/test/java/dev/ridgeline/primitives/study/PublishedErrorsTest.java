package dev.ridgeline.primitives.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.ridgeline.primitives.number.FloatFormat;
import dev.ridgeline.primitives.number.IntFormat;
import dev.ridgeline.primitives.number.LogFormat;
import dev.ridgeline.primitives.number.Phase;
import dev.ridgeline.primitives.number.Precision;
import dev.ridgeline.primitives.number.Precisions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The published errors, within 15 %. */
final class PublishedErrorsTest {
  private static final double PER_CENT = 15;

  /** Columns: relative L2 at 64 channels in f32, f16, bf16, f16 with f32 sums; K at 64 and 1. */
  @Tag("golden")
  @Tag("slow")
  @ParameterizedTest
  @CsvSource({
    "direct, 4.3e-7, 3.5e-3, 2.8e-2, 2.1e-4, 7.2, 1.1",
    "winograd-f2, 2.7e-7, 2.2e-3, 1.7e-2, 7.8e-4, 4.5, 1.7",
    "winograd-f4-whole, 1.8e-6, 1.4e-2, 1.1e-1, 5.4e-3, 29, 11",
    "winograd-f4, 1.2e-6, 9.4e-3, 7.6e-2, 3.8e-3, 19, 8",
    "winograd-f6, 3.4e-6, 2.8e-2, 2.2e-1, 1.2e-2, 56, 27",
    "winograd-f6-whole, 1.5e-4, 1.21, 9.4, 0.56, 2480, 1090"
  })
  void floatingPoint(
      String name, double f32, double f16, double bf16, double mixed, double k64, double k1) {
    close(error(name, "f32"), f32);
    close(error(name, "f16"), f16);
    close(error(name, "bf16"), bf16);
    close(error(name, "f16+f32"), mixed);
    close(ErrorStudy.row(name, Precision.of(FloatFormat.F32), 64, 5).k(), k64);
    close(ErrorStudy.row(name, Precision.of(FloatFormat.F32), 1, 5).k(), k1);
  }

  @Tag("golden")
  @Tag("slow")
  @Test
  void fourier() {
    close(error("fft", "f32"), 1.2e-7);
    close(ErrorStudy.row("fft", Precision.of(FloatFormat.F32), 64, 5).k(), 2);
    close(ErrorStudy.row("fft", Precision.of(FloatFormat.F32), 1, 5).k(), 1.8);
  }

  @Tag("golden")
  @Tag("slow")
  @Test
  void integers() {
    close(error("direct", "int8"), 5.6e-3);
    close(error("winograd-f2", "int8"), 1.8e-2);
    close(error("winograd-f2", "int8-tap"), 1.7e-2);
    close(error("winograd-f4", "int8"), 0.28);
    close(error("winograd-f4", "int8-tap"), 0.070);
    close(error("winograd-f6", "int8"), 6.3);
    close(error("winograd-f6", "int8-tap"), 0.19);
  }

  /** The quick part: one seed of what separates the algorithms. */
  @Test
  void theOrderOfAlgorithmsIsThePublishedOne() {
    Precision f32 = Precision.of(FloatFormat.F32);
    close(ErrorStudy.row("direct", f32, 64, 1).k(), 7.2);
    close(ErrorStudy.row("winograd-f2", f32, 64, 1).k(), 4.5);
    close(ErrorStudy.row("winograd-f4", f32, 64, 1).k(), 19);
    close(ErrorStudy.row("winograd-f6", f32, 64, 1).k(), 56);
    double good = ErrorStudy.row("winograd-f6", f32, 8, 1).k();
    assertThat(ErrorStudy.row("winograd-f6-whole", f32, 8, 1).k() / good).isBetween(30.0, 60.0);
  }

  /** Whoever measures against a result of the same low precision would find 0. */
  @Test
  void theReferenceIsNotOfTheSamePrecision() {
    assertThat(error("direct", "bf16")).isGreaterThan(1e-2);
    assertThat(ErrorStudy.row("direct", Precision.of(FloatFormat.F64), 8, 1).k()).isGreaterThan(1);
  }

  @Test
  void phasesAddUpToTheWhole() {
    Precision whole = Precision.of(FloatFormat.F16, FloatFormat.F32);
    double squares = 0;
    for (Phase phase : Phase.values()) {
      squares += Math.pow(ErrorStudy.row("winograd-f4", whole.only(phase), 8, 1).relativeL2(), 2);
    }
    double all = ErrorStudy.row("winograd-f4", whole, 8, 1).relativeL2();
    assertThat(Math.sqrt(squares)).isCloseTo(all, withinPercentage(10));
  }

  @Test
  void onePlane() {
    Map<String, Double> published =
        Map.of(
            "direct", 6.8e-6,
            "fft", 2.2e-6,
            "winograd-f2", 2.3e-7,
            "winograd-f4", 9.5e-7,
            "winograd-f6", 2.8e-6);
    List<ErrorStudy.PlaneError> planes = ErrorStudy.planes();
    assertThat(planes).hasSameSizeAs(published.keySet());
    planes.forEach(plane -> close(plane.meanL1(), published.getOrDefault(plane.algorithm(), 0.0)));
  }

  @Test
  void formatsHaveNames() {
    assertThat(Precisions.parse("f16+f32").label()).isEqualTo("f16+f32");
    assertThat(Precisions.parse("e5m10").storage().unitRoundoff()).isEqualTo(0x1p-11);
    assertThat(Precisions.parse("lns8").storage()).isEqualTo(new LogFormat(8));
    assertThat(Precisions.parse("int8-tap").storage()).isEqualTo(IntFormat.INT8_PER_TAP);
    for (String wrong : List.of("f17", "f16+int8", "e9m3", "lns0", "")) {
      assertThatThrownBy(() -> Precisions.parse(wrong))
          .hasMessageStartingWith("no number format is named '%s'; give f64, f32".formatted(wrong));
    }
  }

  private static double error(String name, String format) {
    return ErrorStudy.row(name, Precisions.parse(format), 64, 5).relativeL2();
  }

  private static void close(double ours, double published) {
    assertThat(ours).isCloseTo(published, withinPercentage(PER_CENT));
  }
}
