package dev.ridgeline.compiler.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.compiler.c.CTarget;
import dev.ridgeline.compiler.interpret.InterpreterTarget;
import dev.ridgeline.compiler.jvm.JvmTarget;
import dev.ridgeline.compiler.lower.Lowering;
import dev.ridgeline.compiler.target.Kernel;
import dev.ridgeline.compiler.target.Target;
import dev.ridgeline.compiler.template.TargetTraits;
import dev.ridgeline.compiler.template.Templates;
import dev.ridgeline.core.UserError;
import dev.ridgeline.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each link alone against its definition in f64, on every target, with values at the edges. */
final class ChainTest {
  private static final float P = 0.75f;
  private static final float Q = 1.5f;

  /** Half a unit in the last place for each operation of the longest formula, rounded up. */
  private static final double ULPS = 8;

  private static final float[] EDGES = {
    0f,
    -0f,
    1f,
    -1f,
    3f,
    -3f,
    6f,
    1e-30f,
    -1e-30f,
    1e30f,
    -1e30f,
    Float.MIN_VALUE,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.NaN,
    0.5f,
    -0.5f,
    87f,
    -87f
  };

  @ParameterizedTest
  @EnumSource(ChainOp.class)
  void eachLinkIsItsDefinition(ChainOp op) {
    SplittableRandom random = new SplittableRandom(1);
    int count = 208;
    float[] a = new float[count];
    float[] b = new float[count];
    for (int i = 0; i < count; i++) {
      a[i] = i < EDGES.length ? EDGES[i] : (float) random.nextDouble(-5, 5);
      b[i] = (float) random.nextDouble(-3, 3);
    }
    int inputs = op.operands();
    Chain chain = new Chain(count, inputs, List.of(new Chain.Link(op, 0, inputs - 1, P, Q)));
    for (float[] got : onEveryTarget(chain, a, b)) {
      for (int i = 0; i < count; i++) {
        double exact = exact(op, a[i], b[i]);
        String what = op + " of " + a[i] + " and " + b[i] + " is " + got[i] + ", not " + exact;
        if (Double.isNaN(exact) || Double.isInfinite((float) exact)) {
          assertThat(Float.valueOf(got[i])).as(what).isEqualTo(Float.valueOf((float) exact));
        } else {
          double scale = Math.ulp((float) Math.max(Math.abs(exact), Math.min(1, Math.abs(a[i]))));
          assertThat(Math.abs(got[i] - exact)).as(what).isLessThanOrEqualTo(ULPS * scale);
        }
      }
    }
  }

  @Test
  void linksReadWhatEarlierOnesMade() {
    float[] a = {1, -2, 3, 0.5f, 7, -1, 2, 4, 9};
    float[] b = {2, 2, -1, 4, 0, 3, -5, 1, 6};
    Chain chain =
        new Chain(
            9,
            2,
            List.of(
                new Chain.Link(ChainOp.ADD, 0, 1, 0, 0),
                new Chain.Link(ChainOp.MUL, 2, 0, 0, 0),
                new Chain.Link(ChainOp.SUB, 3, 2, 0, 0)));
    for (float[] got : onEveryTarget(chain, a, b)) {
      for (int i = 0; i < a.length; i++) {
        assertThat(got[i]).isEqualTo((a[i] + b[i]) * a[i] - (a[i] + b[i]));
      }
    }
  }

  @Test
  void mistakesAreRefused() {
    assertThatThrownBy(() -> new Chain(4, 1, List.of()))
        .isInstanceOf(UserError.class)
        .hasMessage("a chain needs at least one operator but got none; add a link");
    assertThatThrownBy(() -> new Chain(4, 1, List.of(new Chain.Link(ChainOp.ADD, 0, 1, 0, 0))))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "link 0 of a chain reads value 1, but there are values 0 to 0; name one of them");
  }

  private static List<float[]> onEveryTarget(Chain chain, float[] a, float[] b) {
    List<float[]> results = new ArrayList<>();
    for (Target target : List.of(new JvmTarget(), new CTarget(), new InterpreterTarget())) {
      TargetTraits traits = TargetTraits.of(target.name(), 32, 1);
      try (Kernel kernel =
          Kernel.compile(Lowering.lower(Templates.best(chain, traits).program()), target, 1)) {
        kernel.copyIn(
            chain.inputs() == 1
                ? Map.of("X0", Tensor.of(a, a.length))
                : Map.of("X0", Tensor.of(a, a.length), "X1", Tensor.of(b, b.length)));
        kernel.run();
        results.add(kernel.outputs().getFirst().floats(0, a.length));
      }
    }
    return results;
  }

  private static double exact(ChainOp op, double a, double b) {
    return switch (op) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case DIV -> a / b;
      case MIN -> Math.min(a, b);
      case MAX -> Math.max(a, b);
      case PRELU -> a < 0 ? a * b : a;
      case NEG -> -a;
      case ABS -> Math.abs(a);
      case SQRT -> Math.sqrt(a);
      case RECIPROCAL -> 1 / a;
      case EXP -> Math.exp(a);
      case LOG -> Math.log(a);
      case TANH -> Math.tanh(a);
      case SIGMOID -> sigmoid(a);
      case ERF -> erf(a);
      case RELU -> Math.max(a, 0);
      case CLIP -> Math.min(Math.max(a, P), Q);
      case LEAKY_RELU -> a < 0 ? a * P : a;
      case HARD_SIGMOID -> Math.min(Math.max(a * P + Q, 0), 1);
      case HARD_SWISH -> a * Math.min(Math.max(a / 6 + 0.5, 0), 1);
      case SWISH -> a * sigmoid(P * a);
      case GELU -> a * (1 + erf(a / Math.sqrt(2))) / 2;
      case GELU_TANH ->
          a * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (a + 0.044715 * a * a * a))) / 2;
      case SQUARE -> a * a;
      case SCALE -> a * P + Q;
    };
  }

  private static double sigmoid(double a) {
    return 1 / (1 + Math.exp(-a));
  }

  /** By Simpson's rule. */
  private static double erf(double a) {
    if (Double.isNaN(a) || Math.abs(a) > 7) {
      return Double.isNaN(a) ? a : Math.signum(a);
    }
    int parts = 4000;
    double step = a / parts;
    double sum = 1 + Math.exp(-a * a);
    for (int i = 1; i < parts; i++) {
      double x = i * step;
      sum += (i % 2 == 0 ? 2 : 4) * Math.exp(-x * x);
    }
    return sum * step / 3 * 2 / Math.sqrt(Math.PI);
  }
}
