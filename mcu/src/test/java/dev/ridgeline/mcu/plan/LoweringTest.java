package dev.ridgeline.mcu.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.ConstantData;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.GraphBuilder;
import dev.ridgeline.core.integer.Affine;
import dev.ridgeline.core.integer.Limits;
import dev.ridgeline.core.integer.Rounding;
import dev.ridgeline.core.op.IntegerOp;
import dev.ridgeline.core.op.Op;
import dev.ridgeline.core.op.Unary;
import dev.ridgeline.core.op.Window;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

final class LoweringTest {
  private static final Affine AFFINE = new Affine(0.1f, 3);

  private final GraphBuilder net = new GraphBuilder("net");

  private static TensorType i8(long... sizes) {
    return new TensorType(DType.I8, Shape.of(sizes));
  }

  private String weights(int value, long... sizes) {
    byte[] bytes = new byte[(int) i8(sizes).bytes()];
    Arrays.fill(bytes, (byte) value);
    return net.constant(
        "w", new Constant(i8(sizes), Constant.Role.PARAMETER, new ConstantData.Bytes(bytes)));
  }

  private String bias(int value) {
    byte[] bytes = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
    return net.constant(
        "b",
        new Constant(
            new TensorType(DType.I32, Shape.of(1)),
            Constant.Role.PARAMETER,
            new ConstantData.Bytes(bytes)));
  }

  private Graph of(Op op, String... inputs) {
    net.output(net.add("node", op, inputs));
    return net.build();
  }

  private static IntegerOp.Conv conv(Window window, long groups, float weightScale) {
    return new IntegerOp.Conv(
        window, groups, AFFINE, List.of(weightScale), AFFINE, Limits.I8, groups > 1);
  }

  private static IntegerOp.FullyConnected full(float weightScale) {
    return new IntegerOp.FullyConnected(AFFINE, List.of(weightScale), AFFINE, Limits.I8, false);
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> refused(
      Graph graph, Rounding rounding) {
    return assertThatThrownBy(() -> Lowering.of(graph, rounding)).isInstanceOf(UserError.class);
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> refused(Graph graph) {
    return refused(graph, Rounding.TFLM);
  }

  @Test
  void roundingOfOnnxHasNoKernels() {
    net.input("x", i8(1, 4));
    refused(of(full(0.01f), "x", weights(1, 2, 4)), Rounding.ONNX)
        .hasMessage(
            "rounding 'onnx' has no kernels for microcontrollers; give tflm or tflite-desktop");
  }

  @Test
  void realsAreRefused() {
    net.input("x", TensorType.f32(1, 4));
    refused(of(Unary.Function.RELU, "x"))
        .hasMessageContaining("'net' takes f32")
        .hasMessageEndingWith("take int8: quantise it first (./ridgeline quantize)");
  }

  @Test
  void twoInputsAreRefused() {
    net.input("x", i8(1, 4));
    net.input("z", i8(1, 4));
    refused(of(new IntegerOp.Add(AFFINE, AFFINE, AFFINE, Limits.I8), "x", "z"))
        .hasMessage(
            "'net' has inputs [x, z] and outputs [node]; a program for microcontrollers has one"
                + " each");
  }

  @Test
  void openSizesBesideTheBatchAreRefused() {
    net.input("x", new TensorType(DType.I8, Shape.of(Dim.of(1), Dim.symbol("width"))));
    refused(of(new IntegerOp.Softmax(AFFINE, 1, AFFINE), "x"))
        .hasMessageEndingWith("give a model whose sizes are known but for the batch");
  }

  @Test
  void anOperatorWithoutKernelIsNamed() {
    net.input("x", i8(1, 4));
    refused(of(new IntegerOp.Mul(AFFINE, AFFINE, AFFINE, Limits.I8), "x", "x"))
        .hasMessage(
            "operator IntegerMul of 'node' has no kernel for microcontrollers; there are kernels"
                + " for int8 Conv, FullyConnected, AveragePool, Softmax, Add, Logistic, Tanh,"
                + " Rescale and Reshape");
  }

  @Test
  void nothingToRunIsRefused() {
    net.input("x", i8(1, 4));
    refused(of(new dev.ridgeline.core.op.Movement.Reshape(true), "x", net.vector("shape", 2, 2)))
        .hasMessage("'net' only passes its input on; there is nothing to run on a board");
  }

  @Test
  void otherDepthwiseKernelsAreRefused() {
    net.input("x", i8(1, 8, 8, 4));
    refused(of(conv(Window.square(2, 5, 1, 2), 4, 0.01f), "x", weights(1, 4, 5, 5, 1)))
        .hasMessage(
            "'node' (IntegerConv) cannot be put on a microcontroller: it has 4 channels in 4"
                + " groups, a 5x5 kernel and stride 1x1; kernels in groups are for one channel a"
                + " group, 3x3, stride 1 or 2");
  }

  @Test
  void dilationIsRefused() {
    net.input("x", i8(1, 8, 8, 4));
    Window window =
        new Window(
            List.of(3L, 3L),
            List.of(1L, 1L),
            List.of(2L, 2L),
            List.of(2L, 2L),
            List.of(2L, 2L),
            Window.AutoPad.EXPLICIT);
    refused(of(conv(window, 1, 0.01f), "x", weights(1, 4, 3, 3, 4)))
        .hasMessageEndingWith("it is dilated by [2, 2]; kernels are dense");
  }

  @Test
  void croppingIsRefused() {
    net.input("x", i8(1, 8, 8, 4));
    refused(of(conv(Window.square(2, 3, 1, -1), 1, 0.01f), "x", weights(1, 4, 3, 3, 4)))
        .hasMessageEndingWith("it crops its input by 1");
  }

  @Test
  void severalItemsAreRefused() {
    net.input("x", i8(2, 8, 8, 4));
    refused(of(conv(Window.square(2, 1, 1, 0), 1, 0.01f), "x", weights(1, 4, 1, 1, 4)))
        .hasMessageEndingWith("it is not over the height and width of one item");
  }

  @Test
  void severalRowsAreRefused() {
    net.input("x", i8(3, 4));
    refused(of(full(0.01f), "x", weights(1, 2, 4)))
        .hasMessageEndingWith("it has 3 rows; kernels are for one");
  }

  @Test
  void computedWeightsAreRefused() {
    net.input("x", i8(4, 4));
    refused(of(full(0.01f), "x", "x"))
        .hasMessageEndingWith("it has weights that are computed; they must be constant");
  }

  @Test
  void largeSizesAreRefused() {
    net.input("x", i8(1, 40_000, 1, 1));
    refused(of(conv(Window.square(2, 1, 1, 0), 1, 0.01f), "x", weights(1, 1, 1, 1, 1)))
        .hasMessageEndingWith("it has a size of 40000; at most 32767");
  }

  @Test
  void factorsThatEnlargeAreRefused() {
    net.input("x", i8(1, 4));
    refused(of(full(0.5f), "x", weights(1, 2, 4)))
        .hasMessageEndingWith(
            "it multiplies the sums of channel 0 by 0.500; kernels take factors below 0.5");
  }

  @Test
  void sumsThatDoNotFitAreRefused() {
    net.input("x", i8(1, 4));
    refused(of(full(1e-7f), "x", weights(100, 1, 4), bias(Integer.MAX_VALUE)))
        .hasMessageEndingWith(
            "it can reach sums of 2147533647 in channel 0; kernels take sums below 2^30");
  }

  @Test
  void sumsOfUnlikeShapesAreRefused() {
    net.input("x", i8(1, 4));
    String flat = net.add("sum", full(0.01f), "x", weights(1, 1, 4));
    refused(of(new IntegerOp.Add(AFFINE, AFFINE, AFFINE, Limits.I8), "x", flat))
        .hasMessageEndingWith("it adds [1, 4] and [1, 1]; kernels are for equal shapes");
  }

  @Test
  void sumsOfTinyScaleAreRefused() {
    net.input("x", i8(1, 4));
    Affine tiny = new Affine(1e-8f, 0);
    refused(of(new IntegerOp.Add(AFFINE, AFFINE, tiny, Limits.I8), "x", "x"))
        .hasMessageEndingWith("it scales by 19.1; kernels take factors below 1");
  }

  @Test
  void aSwitchedOffChannelKeepsItsResult() {
    net.input("x", i8(1, 4));
    Network network =
        Lowering.of(of(full(1e-9f), "x", weights(100, 1, 4), bias(1 << 30)), Rounding.TFLM);
    Layer.FullyConnected layer = (Layer.FullyConnected) network.layers().getFirst();
    assertThat(layer.weights()).containsOnly(0);
    // 2^30 times 1e-9 is about 1 quantum above the zero point.
    assertThat(layer.stage().channels().biases()[0]).isEqualTo(4);
  }
}
