package dev.ridgeline.app.primitives;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.compiler.c.CTarget;
import dev.ridgeline.compiler.jvm.JvmTarget;
import dev.ridgeline.compiler.target.KernelCache;
import dev.ridgeline.compiler.target.Target;
import dev.ridgeline.core.UserError;
import dev.ridgeline.core.execution.Gemm;
import dev.ridgeline.primitives.choice.ConvCandidate;
import dev.ridgeline.primitives.choice.ConvLimits;
import dev.ridgeline.primitives.choice.ConvSelector;
import dev.ridgeline.primitives.conv.ConvAxis;
import dev.ridgeline.primitives.conv.ConvProblem;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Direct convolution by compiled kernels against f64, on shapes of all kinds. */
final class CompiledDirectTest {
  private static final Gemm NONE =
      (m, n, k, a, ao, al, b, bo, bl, c, co, cl, add) -> {
        throw new IllegalStateException("direct multiplies by itself");
      };

  private final KernelCache cache = KernelCache.inMemory();

  private static final List<ConvProblem> PROBLEMS =
      List.of(
          new ConvProblem(1, 3, 5, ConvAxis.valid(7, 3), ConvAxis.valid(8, 3)),
          new ConvProblem(2, 4, 24, ConvAxis.padded(9, 3, 1), ConvAxis.padded(6, 5, 2)),
          new ConvProblem(
              1, 5, 17, new ConvAxis(11, 3, 2, 1, 0, 3), new ConvAxis(10, 2, 2, 1, 1, 0)),
          new ConvProblem(1, 8, 16, new ConvAxis(9, 3, 1, 2, 2, 1), new ConvAxis(9, 3, 1, 2, 0, 4)),
          new ConvProblem(3, 7, 20, ConvAxis.valid(5, 1), ConvAxis.valid(4, 1)));

  @Test
  void equalsTheReferenceOnTheJvm() {
    equalsTheReference(new JvmTarget());
  }

  @Test
  void equalsTheReferenceInC() {
    try {
      equalsTheReference(new CTarget());
    } catch (UserError e) {
      assertThat(System.getenv("RIDGELINE_REQUIRE_ALL")).as(e.getMessage()).isNull();
      Assumptions.abort(String.valueOf(e.getMessage()));
    }
  }

  private void equalsTheReference(Target target) {
    Random random = new Random(11);
    CompiledDirect direct = new CompiledDirect("direct", target, cache);
    for (ConvProblem problem : PROBLEMS) {
      float[] input = values(random, problem.inputSize());
      float[] filter = values(random, problem.filterSize());
      ConvCandidate candidate =
          new ConvSelector(List.of(direct), NONE, 1, 1L << 30)
              .choose(problem, input, filter, ConvLimits.NONE, _ -> {})
              .candidates()
              .getFirst();
      assertThat(candidate.relativeL2())
          .as(problem + ": " + candidate.reason())
          .isLessThan(8 * candidate.predictedError());
      assertThat(direct.prepare(problem, filter, NONE, 1).workspaceBytes())
          .isEqualTo(direct.workspaceBytes(problem, 1));
    }
  }

  @Test
  void whatItDoesNotDoIsAReason() {
    CompiledDirect direct = new CompiledDirect("direct", new JvmTarget(), cache);
    ConvAxis axis = ConvAxis.valid(9, 3);
    ConvAxis two = new ConvAxis(9, 3, 2, 1, 0, 0);
    assertThat(direct.refusal(new ConvProblem(1, 4, 4, 2, axis, axis, 0)))
        .contains("the compiled direct has one group but this has 2; convolve each group alone");
    assertThat(direct.refusal(new ConvProblem(1, 4, 4, axis, two)))
        .contains(
            "the compiled direct has one stride and dilation for both directions but this has 1x2 and 1x1; use im2col");
    assertThat(direct.refusal(new ConvProblem(1, 4, 4, 1, axis, axis, 3)))
        .contains(
            "the compiled direct pads with zeros but the padding value is 3.0; use the studied form");
  }

  private static float[] values(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = 2 * random.nextFloat() - 1;
    }
    return values;
  }
}
