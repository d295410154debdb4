package dev.ridgeline.engine.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.gradient.Gradient;
import dev.ridgeline.core.gradient.Loss;
import dev.ridgeline.core.gradient.TrainingGraph;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.GraphBuilder;
import dev.ridgeline.core.op.Binary;
import dev.ridgeline.core.op.Contraction;
import dev.ridgeline.core.op.Movement;
import dev.ridgeline.core.op.Normalise;
import dev.ridgeline.core.op.Op;
import dev.ridgeline.core.op.Pool;
import dev.ridgeline.core.op.Reduce;
import dev.ridgeline.core.op.Unary;
import dev.ridgeline.core.op.Window;
import dev.ridgeline.core.shape.Specialise;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Layout;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.core.zoo.Zoo;
import dev.ridgeline.engine.interpreter.Interpreter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradients in f64 on the interpreter against central differences. */
final class GradientTest {
  private static final ValueLayout.OfDouble F64 =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final double STEP = 1e-5;

  /** Truncation of a central difference is about STEP^2 times a third derivative. */
  private static final double TOLERANCE = 2e-7;

  record Case(String name, Op op, List<long[]> inputs, List<long[]> vectors) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Case of(String name, Op op, long[]... inputs) {
    return new Case(name, op, List.of(inputs), List.of());
  }

  private static long[] s(long... sizes) {
    return sizes;
  }

  private static Window window(long kernel, long stride, long dilation, long begin, long end) {
    return new Window(
        List.of(kernel, kernel),
        List.of(stride, stride),
        List.of(dilation, dilation),
        List.of(begin, end),
        List.of(end, begin),
        Window.AutoPad.EXPLICIT);
  }

  static Stream<Case> unary() {
    return Stream.<Op>of(
            Unary.Function.IDENTITY,
            Unary.Function.NEG,
            Unary.Function.ABS,
            Unary.Function.RECIPROCAL,
            Unary.Function.EXP,
            Unary.Function.SIGMOID,
            Unary.Function.TANH,
            Unary.Function.RELU,
            Unary.Function.HARD_SWISH,
            Unary.Function.SOFTPLUS,
            Unary.Function.ERF,
            Unary.Function.SIN,
            Unary.Function.COS,
            new Unary.LeakyRelu(0.1f),
            new Unary.Elu(0.7f),
            new Unary.Selu(1.5f, 1.1f),
            new Unary.HardSigmoid(0.2f, 0.5f),
            new Unary.Gelu(false),
            new Unary.Gelu(true),
            new Unary.Swish(1.0f))
        .map(op -> of(op.toString(), op, s(3, 5)));
  }

  static Stream<Case> others() {
    Window odd = window(3, 2, 1, 1, 0);
    return Stream.of(
        of("add", Binary.ADD, s(3, 1, 5), s(4, 1)),
        of("sub", Binary.SUB, s(3, 5), s(5)),
        of("mul", Binary.MUL, s(2, 3, 1), s(3, 5)),
        of("div", Binary.DIV, s(3, 5), s(3, 1)),
        of("min", Binary.MIN, s(3, 5), s(5)),
        of("max", Binary.MAX, s(3, 5), s(5)),
        of("prelu", Binary.PRELU, s(3, 5), s(5)),
        of("matmul", new Contraction.MatMul(), s(2, 3, 5), s(5, 4)),
        of("batched", new Contraction.MatMul(), s(2, 1, 3, 5), s(3, 5, 4)),
        of("gemm", new Contraction.Gemm(1.5f, 0.5f, false, false), s(3, 5), s(5, 4), s(4)),
        of("gemmA", new Contraction.Gemm(1, 1, true, false), s(5, 3), s(5, 4), s(3, 1)),
        of("gemmB", new Contraction.Gemm(1, 1, false, true), s(3, 5), s(4, 5), s(4)),
        of("gemmAB", new Contraction.Gemm(2, 1, true, true), s(5, 3), s(4, 5), s(3, 4)),
        of("conv", conv(window(3, 1, 1, 1, 1), 1), s(2, 3, 7, 5), s(4, 3, 3, 3), s(4)),
        of("conv strided", conv(odd, 1), s(2, 3, 8, 7), s(4, 3, 3, 3), s(4)),
        of("conv dilated", conv(window(3, 1, 2, 2, 1), 1), s(2, 3, 7, 8), s(2, 3, 3, 3)),
        of("conv grouped", conv(window(3, 2, 2, 1, 2), 2), s(2, 4, 9, 8), s(6, 2, 3, 3), s(6)),
        of("depthwise", conv(odd, 3), s(2, 3, 7, 6), s(6, 1, 3, 3)),
        of("max pool", new Pool.MaxPool(odd, false, false, Layout.NCHW), s(2, 3, 7, 8)),
        of("max pool ceil", new Pool.MaxPool(odd, true, false, Layout.NCHW), s(2, 3, 8, 8)),
        of("average", new Pool.AveragePool(odd, false, false, Layout.NCHW), s(2, 3, 7, 8)),
        of("average padded", new Pool.AveragePool(odd, false, true, Layout.NCHW), s(2, 3, 7, 8)),
        of("global", new Pool.Global(Pool.GlobalKind.AVERAGE, 0, Layout.NCHW), s(2, 3, 4, 5)),
        of("softmax", new Normalise.Softmax(1), s(2, 5, 3)),
        of("log softmax", new Normalise.LogSoftmax(-1), s(2, 5)),
        of("layer norm", new Normalise.LayerNorm(-1, 1e-3f), s(2, 3, 5), s(5), s(5)),
        of("transpose", new Movement.Transpose(List.of(2, 0, 1)), s(2, 3, 5)),
        of("concat", new Movement.Concat(-1), s(2, 3), s(2, 5)),
        of("flatten", new Movement.Flatten(1), s(2, 3, 5)),
        with("reshape", new Movement.Reshape(false), s(2, 6), s(3, 4)),
        with("gather", new Movement.Gather(1), s(2, 5), s(4, 0, 4)),
        with("slice", new Movement.Slice(), s(7, 5), s(1), s(6), s(0), s(2)),
        with("pad", new Movement.Pad(Movement.PadMode.CONSTANT), s(2, 3), s(1, 0, 0, 2)),
        with("reflect", new Movement.Pad(Movement.PadMode.REFLECT), s(4, 3), s(1, 0, 0, 2)),
        with("expand", new Movement.Expand(), s(3, 1), s(2, 3, 4)),
        with("tile", new Movement.Tile(), s(3, 2), s(2, 3)),
        with("sum", new Reduce.Fold(Reduce.Kind.SUM, false, false), s(2, 3, 5), s(1)),
        with("mean", new Reduce.Fold(Reduce.Kind.MEAN, true, false), s(2, 3, 5), s(0, 2)));
  }

  private static Contraction.Conv conv(Window window, long groups) {
    return new Contraction.Conv(window, groups, Layout.NCHW);
  }

  private static Case with(String name, Op op, long[] input, long[]... vectors) {
    return new Case(name, op, List.<long[]>of(input), List.of(vectors));
  }

  @ParameterizedTest
  @MethodSource({"unary", "others"})
  void equalsCentralDifferences(Case c) {
    GraphBuilder b = new GraphBuilder(c.name());
    String[] names = new String[c.inputs().size() + c.vectors().size()];
    for (int i = 0; i < c.inputs().size(); i++) {
      names[i] = b.input("x" + i, new TensorType(DType.F64, Shape.of(c.inputs().get(i))));
    }
    for (int i = 0; i < c.vectors().size(); i++) {
      names[c.inputs().size() + i] = b.vector("v", c.vectors().get(i));
    }
    b.output(b.add("y", c.op(), names));
    check(b.build(), new Loss.MeanSquaredError());
  }

  @Test
  void batchNormalisationTakesTheStatisticsOfItsBatch() {
    GraphBuilder b = new GraphBuilder("norm");
    b.input("x", new TensorType(DType.F64, Shape.of(3, 2, 4, 3)));
    for (String name : List.of("scale", "shift", "mean", "variance")) {
      b.input(name, new TensorType(DType.F64, Shape.of(2)));
    }
    Op op = new Normalise.BatchNorm(1e-3f, 0.9f, false, Layout.NCHW);
    b.output(b.add("y", op, "x", "scale", "shift", "mean", "variance"));
    check(b.build(), new Loss.MeanSquaredError(), Set.of("x", "scale", "shift"));
  }

  @Test
  void crossEntropyOfLabelsAndOfSoftLabels() {
    GraphBuilder b = new GraphBuilder("logits");
    b.output(
        b.add(
            "y", Unary.Function.IDENTITY, b.input("x", new TensorType(DType.F64, Shape.of(4, 5)))));
    check(b.build(), new Loss.CrossEntropy(0));
    check(b.build(), new Loss.CrossEntropy(0.1));
    check(b.build(), new Loss.SoftCrossEntropy());
  }

  @Test
  void keywordModelsHaveGradientsForEveryParameter() {
    for (String name : List.of("mnist_mlp", "tiny_conv", "ds_cnn_s", "resnet18", "mobilenet_v2")) {
      Graph model = Specialise.symbols(Zoo.build(name), Map.of("N", 2L));
      TrainingGraph training = Gradient.of(model, new Loss.CrossEntropy(0.1));
      training
          .gradients()
          .forEach((parameter, gradient) ->
              assertThat(training.graph().type(gradient)).isEqualTo(model.type(parameter)));
      assertThat(training.gradients()).isNotEmpty();
    }
  }

  @Test
  void refusesWhatHasNoGradientInOneLine() {
    GraphBuilder b = new GraphBuilder("rounding");
    b.output(b.add("y", Unary.Function.ROUND, b.input("x", TensorType.f32(3))));
    Graph graph = b.build();
    assertThatThrownBy(() -> Gradient.of(graph, new Loss.MeanSquaredError(), Set.of("x")))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "node 'y' (Round) has no gradient: its slope is 0 or not defined; train without what depends on it, or replace it");
    assertThatThrownBy(() -> new Loss.CrossEntropy(1))
        .hasMessage("label smoothing is 1.0; give 0 to below 1, 0 for none");
  }

  private static void check(Graph graph, Loss loss) {
    check(graph, loss, Set.copyOf(graph.inputs()));
  }

  private static void check(Graph graph, Loss loss, Set<String> trained) {
    TrainingGraph training = Gradient.of(graph, loss, trained);
    SplittableRandom random = new SplittableRandom(7);
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    for (String name : training.graph().inputs()) {
      inputs.put(name, random(training.graph().type(name), random));
    }
    Interpreter interpreter = Interpreter.of(training.graph(), 1);
    Map<String, Tensor> results = interpreter.run(inputs);
    training
        .gradients()
        .forEach((name, gradient) -> {
          Tensor analytic = Objects.requireNonNull(results.get(gradient));
          Tensor at = Objects.requireNonNull(inputs.get(name));
          for (int i = 0; i < at.type().shape().elements(); i++) {
            double up = loss(interpreter, training, inputs, name, at, i, STEP);
            double down = loss(interpreter, training, inputs, name, at, i, -STEP);
            assertThat(analytic.data().get(F64, 8L * i))
                .as(String.format(Locale.ROOT, "%s[%d]", name, i))
                .isCloseTo((up - down) / (2 * STEP), within(TOLERANCE));
          }
        });
  }

  private static double loss(
      Interpreter interpreter,
      TrainingGraph training,
      Map<String, Tensor> inputs,
      String name,
      Tensor at,
      int index,
      double step) {
    byte[] bytes = at.data().toArray(ValueLayout.JAVA_BYTE);
    MemorySegment moved = MemorySegment.ofArray(bytes);
    moved.set(F64, 8L * index, moved.get(F64, 8L * index) + step);
    Map<String, Tensor> changed = new HashMap<>(inputs);
    changed.put(name, new Tensor(at.type(), moved));
    return Objects.requireNonNull(interpreter.run(changed).get(training.loss())).data().get(F64, 0);
  }

  /**
   * Values at least 0.25 from 0, away from kinks and far enough from poles that the third
   * derivative, times STEP^2 / 6, stays below the tolerance; labels below 5.
   */
  private static Tensor random(TensorType type, SplittableRandom random) {
    int n = Math.toIntExact(type.shape().elements());
    MemorySegment data = MemorySegment.ofArray(new byte[8 * n]);
    for (int i = 0; i < n; i++) {
      if (type.dtype() == DType.I64) {
        data.set(
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN),
            8L * i,
            random.nextInt(5));
      } else {
        data.set(F64, 8L * i, (random.nextBoolean() ? 1 : -1) * (0.25 + random.nextDouble()));
      }
    }
    return new Tensor(type, data);
  }
}
