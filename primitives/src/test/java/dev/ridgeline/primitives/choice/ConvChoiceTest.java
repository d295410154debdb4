package dev.ridgeline.primitives.choice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.core.UserError;
import dev.ridgeline.primitives.choice.ConvCandidate.Verdict;
import dev.ridgeline.primitives.conv.ConvAxis;
import dev.ridgeline.primitives.conv.ConvProblem;
import dev.ridgeline.primitives.conv.DirectReference;
import dev.ridgeline.primitives.fast.FastAlgorithms;
import dev.ridgeline.primitives.fast.Layouts;
import dev.ridgeline.primitives.multiply.SimdGemm;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ConvChoiceTest {
  private static final ConvChoice MEASURED =
      new ConvChoice(
          List.of(
              candidate("a", 1e-7, 4, 100),
              candidate("b", 1e-6, 2, 200),
              candidate("c", 1e-5, 1, 300)));

  private static ConvCandidate candidate(String name, double error, double millis, long bytes) {
    return new ConvCandidate(name, Verdict.SLOWER, "", error, error, millis, millis, bytes, 0);
  }

  @Test
  void theFastestWithinTheLimitsIsChosen() {
    assertThat(names(ConvLimits.NONE)).containsExactly("slower", "slower", "chosen");
    assertThat(names(new ConvLimits(2e-6, Long.MAX_VALUE)))
        .containsExactly("slower", "chosen", "inaccurate");
    assertThat(names(new ConvLimits(2e-6, 150)))
        .containsExactly("chosen", "too large", "too large");
    assertThat(MEASURED.under(new ConvLimits(1e-9, 1)).chosen()).isEmpty();
    assertThat(MEASURED.under(ConvLimits.NONE).candidates().getFirst().reason())
        .isEqualTo("4.00 times the time of c");
  }

  private static List<String> names(ConvLimits limits) {
    return MEASURED.under(limits).candidates().stream().map(c -> c.verdict().label()).toList();
  }

  @Test
  void whatWasLeftOutIsMissedOnlyWhereItCouldBeTaken() {
    ConvCandidate out =
        new ConvCandidate(
            "d", Verdict.INACCURATE, "not run", 1e-3, Double.NaN, Double.NaN, Double.NaN, 10, 0);
    ConvChoice choice = new ConvChoice(List.of(candidate("a", 1e-7, 4, 100), out));
    assertThat(choice.lacks(new ConvLimits(1e-6, 1000))).isFalse();
    assertThat(choice.lacks(new ConvLimits(1e-3, 1000))).isTrue();
    assertThat(choice.lacks(new ConvLimits(1e-3, 5))).isFalse();
  }

  @Test
  void limitsHaveASense() {
    assertThatThrownBy(() -> new ConvLimits(Double.NaN, 1))
        .isInstanceOf(UserError.class)
        .hasMessage("the largest error is NaN; give a number above 0");
    assertThatThrownBy(() -> new ConvLimits(1, -1))
        .isInstanceOf(UserError.class)
        .hasMessage("the workspace is -1 bytes; give a size of at least 0");
  }

  @Test
  void samplesAreThoseOfTheDefinition() {
    SplittableRandom random = new SplittableRandom(3);
    ConvProblem problem =
        new ConvProblem(
            2, 6, 4, 2, new ConvAxis(11, 3, 2, 1, 1, 0), new ConvAxis(9, 2, 1, 3, 0, 2), 0);
    float[] input = new float[problem.inputSize()];
    float[] filter = new float[problem.filterSize()];
    double[] inputs = new double[input.length];
    double[] filters = new double[filter.length];
    for (int i = 0; i < input.length; i++) {
      inputs[i] = input[i] = (float) random.nextDouble(-1, 1);
    }
    for (int i = 0; i < filter.length; i++) {
      filters[i] = filter[i] = (float) random.nextDouble(-1, 1);
    }
    double[] exact = DirectReference.f64(problem, inputs, filters);
    float[] output = new float[exact.length];
    for (int i = 0; i < output.length; i++) {
      output[i] = (float) exact[i];
    }
    int pixels = problem.rows().output() * problem.columns().output();
    SampledReference reference =
        SampledReference.of(problem, Layouts.channelsLast(input, 2, 6, 11 * 9), filter, 1);
    assertThat(reference.relativeL2(Layouts.channelsLast(output, 2, 4, pixels)))
        .isBetween(0.0, 1e-7);
  }

  @Test
  void hopelessCandidatesAreNotRun() {
    ConvProblem problem =
        new ConvProblem(1, 8, 8, ConvAxis.padded(12, 3, 1), ConvAxis.padded(12, 3, 1));
    ConvChoice choice =
        new ConvSelector(FastAlgorithms.all(), new SimdGemm(), 1, 1L << 30)
            .choose(
                problem,
                new float[problem.inputSize()],
                new float[problem.filterSize()],
                new ConvLimits(1e-12, Long.MAX_VALUE),
                line -> {});
    assertThat(choice.chosen()).isEmpty();
    assertThat(choice.candidates()).allMatch(c -> Double.isNaN(c.medianMillis()));
    assertThat(choice.candidates().getFirst().reason())
        .startsWith("expected relative L2 is ")
        .endsWith(", far above 1.0e-12; not run");
  }
}
