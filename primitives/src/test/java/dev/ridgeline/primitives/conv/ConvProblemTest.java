package dev.ridgeline.primitives.conv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.core.UserError;
import dev.ridgeline.primitives.fft.FftConv;
import dev.ridgeline.primitives.number.FloatFormat;
import dev.ridgeline.primitives.number.IntFormat;
import dev.ridgeline.primitives.number.NumberFormat;
import dev.ridgeline.primitives.number.Precision;
import dev.ridgeline.primitives.winograd.WinogradConv;
import org.junit.jupiter.api.Test;

final class ConvProblemTest {
  @Test
  void outputSizesFollowTheFormula() {
    assertThat(ConvAxis.valid(34, 3).output()).isEqualTo(32);
    assertThat(new ConvAxis(224, 7, 2, 1, 3, 3).output()).isEqualTo(112);
    assertThat(new ConvAxis(10, 3, 1, 4, 0, 0).output()).isEqualTo(2);
    assertThat(new ConvAxis(5, 4, 3, 1, 1, 0).output()).isEqualTo(1);
  }

  @Test
  void mistakesAreTold() {
    assertThatThrownBy(() -> ConvAxis.valid(4, 5))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "a kernel of 5 with dilation 1 spans 5 values but the padded input has 4; pad more or take a smaller kernel");
    assertThatThrownBy(() -> new ConvAxis(4, 3, 0, 1, 0, 0))
        .isInstanceOf(UserError.class)
        .hasMessage("stride is 0; give a number from 1 to 1048576");
    ConvAxis axis = ConvAxis.valid(4, 3);
    assertThatThrownBy(() -> new ConvProblem(1, 3, 4, 2, axis, axis, 0))
        .isInstanceOf(UserError.class)
        .hasMessage("2 groups do not divide 3 input and 4 output channels; take a common divisor");
    assertThatThrownBy(() -> new ConvProblem(0, 3, 4, axis, axis))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("each must be at least 1");
    assertThatThrownBy(() -> new ConvProblem(1, 3, 3, 1, axis, axis, Double.NaN))
        .isInstanceOf(UserError.class)
        .hasMessage("the padding value is NaN; give a finite number");
    ConvAxis wide = ConvAxis.valid(60000, 3);
    assertThatThrownBy(() -> new ConvProblem(1, 3, 3, wide, wide))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("the input has 1 x 3 x 60000 x 60000 values");
  }

  @Test
  void whatCannotBeDoneIsAValue() {
    assertThat(reason(new MecConv(), new ConvAxis(9, 3, 1, 2, 0, 0), FloatFormat.F32))
        .isEqualTo("MEC needs vertical dilation 1 but got 2; use im2col or indirect");
    assertThat(reason(new SplitConv(WinogradConv.tile(6)), ConvAxis.valid(20, 12), FloatFormat.F32))
        .isEqualTo(
            "Winograd with tile 6 needs a kernel of at most 11 but got 12x12; use fft or im2col");
    assertThat(reason(new SplitConv(FftConv.tiles(8)), ConvAxis.valid(20, 9), FloatFormat.F32))
        .isEqualTo(
            "FFT tiles of 8 need a kernel of at most 8 but got 9x9; use fft or larger tiles");
    assertThat(reason(new SplitConv(FftConv.whole()), ConvAxis.valid(9, 3), IntFormat.INT8))
        .isEqualTo("FFT needs a floating-point format but got int8; use direct or winograd-f2");
    ConvProblem large = new ConvProblem(1, 1, 1, ConvAxis.valid(5000, 3), ConvAxis.valid(3, 3));
    assertThat(
            new SplitConv(FftConv.whole())
                .run(
                    large,
                    new double[large.inputSize()],
                    new double[9],
                    Precision.of(FloatFormat.F32)))
        .isEqualTo(
            new ConvOutcome.Unsupported(
                "a whole FFT takes at most 4096 values in one direction but got 5000x3; use fft-tile16"));
  }

  private static String reason(ConvAlgorithm algorithm, ConvAxis axis, NumberFormat format) {
    ConvProblem problem = new ConvProblem(1, 1, 1, axis, axis);
    return switch (algorithm.run(
        problem,
        new double[problem.inputSize()],
        new double[problem.filterSize()],
        Precision.of(format))) {
      case ConvOutcome.Unsupported unsupported -> unsupported.reason();
      case ConvOutcome.Computed _ -> "computed";
    };
  }
}
