package dev.ridgeline.app.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ridgeline.compiler.operator.DepthwiseConv2d;
import dev.ridgeline.compiler.operator.Gemm;
import dev.ridgeline.compiler.operator.LayerNorm;
import dev.ridgeline.compiler.operator.Operator;
import dev.ridgeline.compiler.operator.Softmax;
import dev.ridgeline.core.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The check against written-out arithmetic, and that it finds what is wrong. */
final class OutputCheckTest {
  private static final int N = 7;

  private static Map<String, Tensor> inputs(Operator op) {
    return CompiledOp.inputs(op.computation(), 1);
  }

  private static Tensor of(Map<String, Tensor> inputs, String name) {
    return Objects.requireNonNull(inputs.get(name));
  }

  private static float[] gemm(Map<String, Tensor> in) {
    float[] c = new float[N * N];
    for (int i = 0; i < N; i++) {
      for (int j = 0; j < N; j++) {
        for (int k = 0; k < N; k++) {
          c[i * N + j] += of(in, "A").floatAt(i * N + k) * of(in, "B").floatAt(k * N + j);
        }
      }
    }
    return c;
  }

  @Test
  void acceptsAPlainProductAndFindsOneWrongElement() {
    Operator op = Gemm.of(N, N, N);
    Map<String, Tensor> in = inputs(op);
    float[] c = gemm(in);
    OutputCheck right = OutputCheck.of(op.computation(), in, Tensor.of(c, N, N), 1);
    assertThat(right.passed()).isTrue();
    assertThat(right.checked()).isEqualTo(N * N);
    assertThat(right.roundings()).isEqualTo(N + 1);
    c[N + 3] += 1e-5f;
    OutputCheck wrong = OutputCheck.of(op.computation(), in, Tensor.of(c, N, N), 1);
    assertThat(wrong.passed()).isFalse();
    assertThat(wrong.worst()).isEqualTo(List.of(1, 3));
    c[N + 3] = Float.NaN;
    assertThat(OutputCheck.of(op.computation(), in, Tensor.of(c, N, N), 1).passed()).isFalse();
  }

  @Test
  void softmaxAddsUpToOneInTheReference() {
    Operator op = new Softmax(3, 50);
    F64Reference reference = new F64Reference(op.computation(), inputs(op));
    double sum = 0;
    for (int j = 0; j < 50; j++) {
      reference.at(new int[] {1, j});
      sum += reference.value();
    }
    assertThat(sum).isCloseTo(1, within(1e-12));
  }

  @Test
  void layerNormOfTheReferenceIsTheFormula() {
    Operator op = new LayerNorm(2, 9);
    Map<String, Tensor> in = inputs(op);
    double mean = 0;
    for (int j = 0; j < 9; j++) {
      mean += of(in, "X").floatAt(9 + j) / 9.0;
    }
    double variance = 0;
    for (int j = 0; j < 9; j++) {
      variance += Math.pow(of(in, "X").floatAt(9 + j) - mean, 2) / 9;
    }
    double expected =
        (of(in, "X").floatAt(9 + 4) - mean) / Math.sqrt(variance + 1e-5) * of(in, "gain").floatAt(4)
            + of(in, "bias").floatAt(4);
    F64Reference reference = new F64Reference(op.computation(), in);
    reference.at(new int[] {1, 4});
    assertThat(reference.value()).isCloseTo(expected, within(1e-7));
  }

  @Test
  void paddingOfTheReferenceIsZero() {
    Operator op = new DepthwiseConv2d(1, 1, 2, 2, 3, 1);
    Map<String, Tensor> in = inputs(op);
    Tensor x = of(in, "X");
    Tensor w = of(in, "W");
    double corner =
        (double) x.floatAt(0) * w.floatAt(4)
            + (double) x.floatAt(1) * w.floatAt(5)
            + (double) x.floatAt(2) * w.floatAt(7)
            + (double) x.floatAt(3) * w.floatAt(8);
    F64Reference reference = new F64Reference(op.computation(), in);
    reference.at(new int[] {0, 0, 0, 0});
    assertThat(reference.value()).isCloseTo(corner, within(1e-15));
  }

  @Test
  void largeOutputsAreSampledWithTheirEdges() {
    Operator op = Gemm.of(200, 300, 300);
    Map<String, Tensor> in = inputs(op);
    float[] zeros = new float[200 * 300];
    OutputCheck check = OutputCheck.of(op.computation(), in, Tensor.of(zeros, 200, 300), 1);
    assertThat(check.checked()).isEqualTo(OutputCheck.SAMPLES + 2 * 200 + 2 * 300 - 4);
    assertThat(check.passed()).isFalse();
  }

  @Test
  void erfIsThatOfTheTables() {
    assertThat(Erf.of(0.5)).isCloseTo(0.5204998778130465, within(1e-15));
    assertThat(Erf.of(-2)).isCloseTo(-0.9953222650189527, within(1e-14));
    assertThat(Erf.of(3.5)).isCloseTo(0.9999992569016276, within(1e-14));
    assertThat(Erf.of(30)).isEqualTo(1);
  }
}
