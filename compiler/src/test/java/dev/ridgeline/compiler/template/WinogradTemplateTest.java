package dev.ridgeline.compiler.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.compiler.c.CTarget;
import dev.ridgeline.compiler.interpret.InterpreterTarget;
import dev.ridgeline.compiler.jvm.JvmTarget;
import dev.ridgeline.compiler.lower.Lowering;
import dev.ridgeline.compiler.operator.ActivationKind;
import dev.ridgeline.compiler.operator.BlockedConv2d;
import dev.ridgeline.compiler.operator.Conv2d;
import dev.ridgeline.compiler.operator.ConvEpilogue;
import dev.ridgeline.compiler.operator.Operator;
import dev.ridgeline.compiler.operator.WinogradInput;
import dev.ridgeline.compiler.operator.WinogradMatrix;
import dev.ridgeline.compiler.operator.WinogradOutput;
import dev.ridgeline.compiler.target.Kernel;
import dev.ridgeline.compiler.target.Target;
import dev.ridgeline.core.UserError;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Transform, product and transform back, against the sums of the definition in f64. */
final class WinogradTemplateTest {
  /** F(4, 3) with the points 0, 1, -1, 1/2, -2 and infinity. */
  private static final WinogradMatrix BT =
      matrix(
          6, 1, -1.5, -2, 1.5, 1, 0, 0, -1, .5, 2.5, 1, 0, 0, 1, -2.5, .5, 1, 0, 0, -2, -1, 2, 1, 0,
          0, .5, -1, -.5, 1, 0, 0, 1, -1.5, -2, 1.5, 1);

  private static final WinogradMatrix AT =
      matrix(4, 1, 1, 1, 1, 1, 0, 0, 1, -1, .5, -2, 0, 0, 1, 1, .25, 4, 0, 0, 1, -1, .125, -8, 1);

  private static final double[][] G = {
    {1, 0, 0},
    {1 / 3., 1 / 3., 1 / 3.},
    {-1 / 3., 1 / 3., -1 / 3.},
    {-16 / 15., -8 / 15., -4 / 15.},
    {1 / 15., -2 / 15., 4 / 15.},
    {0, 0, 1}
  };

  private static WinogradMatrix matrix(int rows, double... values) {
    List<Double> list = new ArrayList<>();
    for (double value : values) {
      list.add(value);
    }
    return new WinogradMatrix(rows, values.length / rows, list);
  }

  @Test
  void tilesGiveTheConvolutionAndTheTargetsAgreeToTheBit() {
    check(1, 8, 8, 10, 16, ConvEpilogue.NONE);
    check(2, 11, 7, 9, 40, new ConvEpilogue(true, false, ActivationKind.RELU));
    check(1, 24, 13, 5, 17, new ConvEpilogue(true, true, ActivationKind.NONE));
  }

  private static void check(
      int batch, int channels, int height, int width, int outputs, ConvEpilogue end) {
    int rows = Math.ceilDiv(height, 4);
    int columns = Math.ceilDiv(width, 4);
    Tensor x = Tensor.random(TensorType.f32(batch, 4L * rows + 2, 4L * columns + 2, channels), 1);
    Tensor w = Tensor.random(TensorType.f32(outputs, channels, 3, 3), 2);
    Tensor bias = Tensor.random(TensorType.f32(outputs), 3);
    Tensor residual = Tensor.random(TensorType.f32(batch, height, width, outputs), 4);
    Conv2d product =
        new Conv2d(1, 36 * channels, 1, batch * rows * columns, 36 * outputs, 1, 1, 1, 0, 1, 36);
    BlockedConv2d blocked = BlockedConv2d.of(product);
    Map<String, Tensor> values = new HashMap<>();
    values.put("X", x);
    run(new WinogradInput(batch, rows, columns, channels, 4, BT), values);
    values.put("X", reshaped(tensor(values, "V"), blocked, "X"));
    values.put("W", packed(w, blocked));
    run(blocked, values);
    WinogradOutput back = new WinogradOutput(batch, height, width, outputs, AT, end);
    values.put("M", reshaped(tensor(values, "Y"), back, "M"));
    values.put("bias", bias);
    values.put("residual", residual);
    run(back, values);
    Tensor y = tensor(values, "Y");
    for (int i = 0; i < batch * height * width * outputs; i++) {
      double[] sum = sum(i, x, w, height, width, outputs);
      double value = sum[0] + (end.bias() ? bias.floatAt(i % outputs) : 0);
      value += end.residual() ? residual.floatAt(i) : 0;
      value = end.activation() == ActivationKind.RELU ? Math.max(0, value) : value;
      assertThat(Math.abs(y.floatAt(i) - value)).isLessThanOrEqualTo(40 * 0x1p-24 * (sum[1] + 2));
    }
  }

  private static Tensor tensor(Map<String, Tensor> values, String name) {
    return Objects.requireNonNull(values.get(name));
  }

  /** The sum of the definition, and that of the sizes of its terms. */
  private static double[] sum(int at, Tensor x, Tensor w, int height, int width, int outputs) {
    long[] sizes = x.type().shape().sizes();
    int o = at % outputs;
    int column = at / outputs % width;
    int row = at / outputs / width % height;
    int n = at / outputs / width / height;
    double[] sum = {0, 0};
    for (int r = 0; r < 3; r++) {
      for (int s = 0; s < 3; s++) {
        for (int c = 0; c < sizes[3]; c++) {
          long from = ((n * sizes[1] + row + r) * sizes[2] + column + s) * sizes[3] + c;
          double term = (double) x.floatAt(from) * w.floatAt(((o * sizes[3] + c) * 3 + r) * 3 + s);
          sum[0] += term;
          sum[1] += Math.abs(term);
        }
      }
    }
    return sum;
  }

  /** G g Gt of every filter, in blocks of outputs. */
  private static Tensor packed(Tensor w, BlockedConv2d op) {
    int outputs = op.conv().outChannels() / 36;
    int channels = op.conv().channels() / 36;
    float[] packed = new float[36 * outputs * channels];
    for (int o = 0; o < outputs; o++) {
      for (int c = 0; c < channels; c++) {
        for (int place = 0; place < 36; place++) {
          double u = 0;
          for (int tap = 0; tap < 9; tap++) {
            u +=
                G[place / 6][tap / 3]
                    * G[place % 6][tap % 3]
                    * w.floatAt((long) (o * channels + c) * 9 + tap);
          }
          int all = place * outputs + o;
          int block = op.block();
          packed[(all / block * channels + c) * block + all % block] = (float) u;
        }
      }
    }
    return Tensor.of(packed, sizes(op, "W"));
  }

  private static long[] sizes(Operator op, String input) {
    return op.computation().inputs().stream()
        .filter(b -> b.name().equals(input))
        .findFirst()
        .orElseThrow()
        .shape()
        .stream()
        .mapToLong(Integer::longValue)
        .toArray();
  }

  private static Tensor reshaped(Tensor value, Operator op, String input) {
    float[] copy = new float[(int) value.type().shape().elements()];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = value.floatAt(i);
    }
    return Tensor.of(copy, sizes(op, input));
  }

  /** Runs the best schedules on all targets; the result goes among the values. */
  private static void run(Operator op, Map<String, Tensor> values) {
    Map<String, Tensor> inputs = new HashMap<>();
    op.computation().inputs().forEach(b -> inputs.put(b.name(), tensor(values, b.name())));
    List<Tensor> results = new ArrayList<>();
    for (Target target : List.of(new CTarget(), new JvmTarget(), new InterpreterTarget())) {
      TargetTraits traits = TargetTraits.of(target.name().equals("jvm") ? "jvm" : "c", 32, 2);
      try (Kernel kernel =
          Kernel.compile(Lowering.lower(Templates.best(op, traits).program()), target, 2)) {
        kernel.copyIn(inputs);
        kernel.run();
        Tensor y = kernel.outputs().getFirst();
        results.add(copy(y));
      }
    }
    for (Tensor other : results) {
      for (int i = 0; i < other.type().shape().elements(); i++) {
        assertThat(Float.floatToRawIntBits(other.floatAt(i)))
            .as(op.name())
            .isEqualTo(Float.floatToRawIntBits(results.getFirst().floatAt(i)));
      }
    }
    values.put(op.computation().outputs().getFirst().name(), results.getFirst());
  }

  private static Tensor copy(Tensor value) {
    float[] copy = new float[(int) value.type().shape().elements()];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = value.floatAt(i);
    }
    return Tensor.of(copy, value.type().shape().sizes());
  }

  @Test
  void wrongMatricesAreRefused() {
    assertThatThrownBy(() -> new WinogradMatrix(2, 2, List.of(1.0)))
        .isInstanceOf(UserError.class)
        .hasMessage("a matrix of 2 rows and 2 columns needs 4 values but got 1");
    assertThatThrownBy(() -> new WinogradMatrix(1, 1, List.of(0.1)))
        .isInstanceOf(UserError.class)
        .hasMessage("f32 does not hold 0.1; choose other points");
  }
}
