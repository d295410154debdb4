package dev.ridgeline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.ConstantData;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.GraphBuilder;
import dev.ridgeline.core.op.Binary;
import dev.ridgeline.core.op.Contraction;
import dev.ridgeline.core.op.Generate.Distribution;
import dev.ridgeline.core.op.Movement;
import dev.ridgeline.core.op.Unary;
import dev.ridgeline.core.op.Window;
import dev.ridgeline.core.tensor.Layout;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.engine.interpreter.Interpreter;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each way in which the engine convolves, and what stands between, against the interpreter. */
final class ConvolutionWaysTest {
  /** Winograd's errors are a few times those of a sum as it stands. */
  private static final double ROUNDOFFS = 64;

  @ParameterizedTest
  @CsvSource({
    "jvm, 1, 1, 64, 48, 26, 30, 1, 3, 1, 1, winograd 4x4",
    "c, 1, 1, 64, 48, 26, 30, 1, 3, 1, 1, winograd 4x4",
    "c, 2, 2, 64, 72, 27, 25, 1, 3, 1, 0, winograd 4x4",
    "c, 2, 1, 64, 80, 33, 31, 1, 3, 1, 2, winograd 4x4",
    "c, 2, 1, 63, 80, 33, 31, 1, 3, 1, 1, conv2d",
    "c, 2, 1, 64, 64, 7, 7, 1, 3, 1, 1, conv2d",
    "c, 2, 1, 64, 64, 15, 15, 1, 3, 2, 1, conv2d",
    "jvm, 1, 2, 24, 40, 9, 11, 4, 3, 1, 1, conv2d",
    "c, 2, 2, 24, 40, 9, 11, 4, 3, 2, 1, conv2d",
    "c, 2, 1, 96, 64, 7, 6, 2, 1, 1, 0, conv2d",
    "c, 2, 1, 12, 24, 8, 8, 12, 3, 1, 1, conv2d",
    "c, 2, 1, 40, 40, 9, 9, 40, 3, 1, 1, depthwise"
  })
  void agreesWithTheInterpreter(
      String target,
      int threads,
      long batch,
      long channels,
      long outputs,
      long height,
      long width,
      long groups,
      long kernel,
      long stride,
      long pad,
      String way) {
    GraphBuilder net = new GraphBuilder("ways");
    String x = net.input("x", TensorType.f32(batch, channels, height, width));
    String w = parameter(net, "w", outputs, channels / groups, kernel, kernel);
    String b = parameter(net, "b", outputs);
    Window window = Window.square(2, kernel, stride, pad);
    Contraction.Conv conv = new Contraction.Conv(window, groups, Layout.NCHW);
    String y = net.add("conv", conv, x, w, b);
    String other = net.input("other", net.type(y));
    y = net.add("relu", Unary.Function.RELU, net.add("sum", Binary.ADD, y, other));
    net.output(y);
    check(net.build(), target, threads, way);
  }

  @ParameterizedTest
  @CsvSource({"jvm, 1, 2", "c, 2, 2", "c, 2, 3"})
  void shufflesOfChannelsAreOneStep(String target, int threads, long groups) {
    GraphBuilder net = new GraphBuilder("shuffle");
    String x = net.input("x", TensorType.f32(2, 12, 9, 7));
    Contraction.Conv conv = new Contraction.Conv(Window.square(2, 1, 1, 0), 1, Layout.NCHW);
    String y = net.add("conv", conv, x, parameter(net, "w", 24, 12, 1, 1));
    String parted = net.vector("parted", 2, groups, 24 / groups, 9, 7);
    y = net.add("group", new Movement.Reshape(false), y, parted);
    y = net.add("turn", new Movement.Transpose(List.of(0, 2, 1, 3, 4)), y);
    y = net.add("back", new Movement.Reshape(false), y, net.vector("whole", 2, 24, 9, 7));
    net.output(net.add("last", conv, y, parameter(net, "v", 8, 24, 1, 1)));
    check(net.build(), target, threads, "shuffle of " + groups + " groups");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jvm", "c"})
  void whatIsNotANumberStaysSo(String target) {
    GraphBuilder net = new GraphBuilder("nan");
    String x = net.input("x", TensorType.f32(1, 16, 3, 3));
    Contraction.Conv conv = new Contraction.Conv(Window.square(2, 1, 1, 0), 1, Layout.NCHW);
    String w = parameter(net, "w", 16, 16, 1, 1);
    for (Unary.Function function :
        List.of(Unary.Function.RELU, Unary.Function.SIGMOID, Unary.Function.TANH)) {
      net.output(net.add("conv", function, net.add("sum", conv, x, w)));
      net.output(net.add("plain", function, x));
    }
    net.output(clip(net, net.add("sum", conv, x, w), 0, 6));
    net.output(clip(net, x, -1, 2));
    Tensor input = Tensor.random(TensorType.f32(1, 16, 3, 3), 1);
    for (long channel = 0; channel < 16; channel++) {
      input.data().set(ValueLayout.JAVA_FLOAT_UNALIGNED, channel * 9 * Float.BYTES, Float.NaN);
    }
    Graph graph = net.build();
    try (RidgelineEngine engine =
        RidgelineEngine.of(graph, EngineOptions.jvm(1).withTarget(target))) {
      engine.bind(Map.of("x", input));
      engine.run();
      for (int i = 0; i < graph.outputs().size(); i++) {
        assertThat(engine.outputs().get(i).floatAt(9)).as(graph.outputs().get(i)).isNaN();
        assertThat(engine.outputs().get(i).floatAt(10)).isFinite();
      }
    }
  }

  private static String clip(GraphBuilder net, String x, float low, float high) {
    return net.add("clip", new Unary.Clip(), x, net.scalar("low", low), net.scalar("high", high));
  }

  private static String parameter(GraphBuilder net, String name, long... sizes) {
    return net.constant(
        name,
        new Constant(
            TensorType.f32(sizes),
            Constant.Role.PARAMETER,
            new ConstantData.Seeded(Distribution.UNIFORM, -0.5, 0.5, name.hashCode())));
  }

  private static void check(Graph graph, String target, int threads, String kernel) {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    graph.inputs().forEach(i -> inputs.put(i, Tensor.random(graph.type(i), inputs.size() + 1)));
    try (RidgelineEngine engine =
            RidgelineEngine.of(graph, EngineOptions.jvm(threads).withTarget(target));
        Interpreter reference = Interpreter.of(graph, 2)) {
      engine.bind(inputs);
      engine.run();
      reference.bind(inputs);
      reference.run();
      assertThat(engine.plan().orElseThrow().interpreted()).isEmpty();
      assertThat(engine.plan().orElseThrow().steps().stream().map(s -> s.step().kernel()))
          .anyMatch(name -> name.startsWith(kernel));
      Tensor actual = engine.outputs().getFirst();
      Tensor expected = reference.outputs().getFirst();
      double largest = 0;
      double difference = 0;
      for (long i = 0; i < expected.type().shape().elements(); i++) {
        largest = Math.max(largest, Math.abs(expected.floatAt(i)));
        difference = Math.max(difference, Math.abs(actual.floatAt(i) - expected.floatAt(i)));
      }
      assertThat(difference).isLessThanOrEqualTo(ROUNDOFFS * 0x1p-24 * largest);
    }
  }
}
