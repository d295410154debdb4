package dev.ridgeline.core.zoo;

import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.ConstantData;
import dev.ridgeline.core.graph.GraphBuilder;
import dev.ridgeline.core.op.Binary;
import dev.ridgeline.core.op.Contraction;
import dev.ridgeline.core.op.Generate.Distribution;
import dev.ridgeline.core.op.Movement;
import dev.ridgeline.core.op.Normalise;
import dev.ridgeline.core.op.Op;
import dev.ridgeline.core.op.Pool;
import dev.ridgeline.core.op.Reduce;
import dev.ridgeline.core.op.Unary;
import dev.ridgeline.core.op.Window;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Layout;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.TensorType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The layers that the models are made of, as the exporter of PyTorch writes them: each method adds
 * the nodes of one module, with the module's name, and returns the name of its output. Images are
 * NCHW.
 *
 * <p>Weights are uniform in plus or minus sqrt(6 / fan in) (He et al. 2015, eq. 10: activations
 * keep their variance through ReLU), biases in plus or minus 1 / sqrt(fan in); normalisations begin
 * as the identity. The seed of a tensor is {@link #SEED_BASE} xor the 64-bit FNV-1a hash of its
 * name, so that a weight depends on nothing but its name.
 */
final class Layers {
  /** The fixed part of every seed. */
  static final long SEED_BASE = 0x5249_4447_454C_494EL;

  /** What follows a normalisation. */
  enum Activation {
    NONE,
    RELU,
    RELU6,
    HARD_SWISH,
    SILU
  }

  /**
   * The constants of a framework's batch normalisation.
   *
   * @param momentum what the running statistics keep at each step (1 less PyTorch's momentum)
   */
  record Norm(float epsilon, float momentum) {
    static final Norm TORCH = new Norm(1e-5f, 0.9f);
    static final Norm KERAS = new Norm(1e-3f, 0.99f);
  }

  private final GraphBuilder graph;
  private final Norm norm;

  Layers(GraphBuilder graph) {
    this(graph, Norm.TORCH);
  }

  private Layers(GraphBuilder graph, Norm norm) {
    this.graph = graph;
    this.norm = norm;
  }

  /** Layers of the same graph whose batch normalisations take other constants. */
  Layers withNorm(Norm other) {
    return new Layers(graph, other);
  }

  GraphBuilder graph() {
    return graph;
  }

  /** The input of an image model. */
  String image(long channels, long height, long width) {
    return input("input", DType.F32, channels, height, width);
  }

  /** An input whose first dimension is the batch N. */
  String input(String name, DType dtype, long... sizes) {
    List<Dim> dims =
        Stream.concat(Stream.of(Dim.symbol("N")), Arrays.stream(sizes).mapToObj(Dim::of)).toList();
    return graph.input(name, new TensorType(dtype, Shape.of(dims)));
  }

  /** Size of axis {@code axis} of a value; negative axes count from the end. */
  long size(String x, int axis) {
    return graph.type(x).shape().dim(axis).size();
  }

  long channels(String x) {
    return size(x, 1);
  }

  // Parameters

  /** A trained tensor with values uniform in plus or minus {@code bound}. */
  String parameter(String name, double bound, long... sizes) {
    long seed = SEED_BASE ^ fnv1a(name);
    return parameter(
        name, new ConstantData.Seeded(Distribution.UNIFORM, -bound, bound, seed), sizes);
  }

  /** A trained tensor that begins with one value everywhere. */
  String filled(String name, double value, long... sizes) {
    return parameter(name, new ConstantData.Filled(value), sizes);
  }

  private String parameter(String name, ConstantData data, long... sizes) {
    return graph.constant(name, new Constant(TensorType.f32(sizes), Constant.Role.PARAMETER, data));
  }

  private String buffer(String name, double value, long... sizes) {
    return graph.constant(
        name,
        new Constant(TensorType.f32(sizes), Constant.Role.BUFFER, new ConstantData.Filled(value)));
  }

  private String weight(String module, long fanIn, long... sizes) {
    return parameter(module + ".weight", weightBound(fanIn), sizes);
  }

  private String bias(String module, long fanIn, long size) {
    return parameter(module + ".bias", biasBound(fanIn), size);
  }

  /** An i64 scalar. */
  String index(String name, long value) {
    return graph.constant(
        name,
        new Constant(
            TensorType.i64(), Constant.Role.LITERAL, new ConstantData.Filled((double) value)));
  }

  private static double weightBound(long fanIn) {
    return Math.sqrt(6.0 / fanIn);
  }

  private static double biasBound(long fanIn) {
    return 1 / Math.sqrt((double) fanIn);
  }

  private static long fnv1a(String name) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }

  // Convolution and products

  /** A square window with half its kernel as padding, rounded down. */
  static Window half(long kernel, long stride) {
    return Window.square(2, kernel, stride, (kernel - 1) / 2);
  }

  /** A square window without padding. */
  static Window valid(long kernel, long stride) {
    return Window.square(2, kernel, stride, 0);
  }

  /**
   * TensorFlow's SAME as explicit pads: ceil(in / stride) outputs, the odd element of padding at
   * the end.
   */
  Window same(String x, long kernelH, long kernelW, long strideH, long strideW) {
    long padH = samePad(size(x, 2), kernelH, strideH);
    long padW = samePad(size(x, 3), kernelW, strideW);
    return Window.of(kernelH, kernelW, strideH, strideW, 0, 0)
        .withPads(List.of(padH / 2, padW / 2), List.of(padH - padH / 2, padW - padW / 2));
  }

  private static long samePad(long in, long kernel, long stride) {
    return Math.max(0, (Math.ceilDiv(in, stride) - 1) * stride + kernel - in);
  }

  /** Convolution without bias. */
  String conv(String module, String x, long out, Window window, long groups) {
    return graph.add(module, convOp(window, groups), x, filters(module, x, out, window, groups));
  }

  /** Convolution with bias. */
  String convBias(String module, String x, long out, Window window, long groups) {
    String w = filters(module, x, out, window, groups);
    String b = bias(module, channels(x) / groups * window.kernelElements(), out);
    return graph.add(module, convOp(window, groups), x, w, b);
  }

  private static Op convOp(Window window, long groups) {
    return new Contraction.Conv(window, groups, Layout.NCHW);
  }

  private String filters(String module, String x, long out, Window window, long groups) {
    long in = channels(x) / groups;
    return weight(
        module,
        in * window.kernelElements(),
        out,
        in,
        window.kernel().get(0),
        window.kernel().get(1));
  }

  /** Fully connected layer on a matrix [N, in]; the weight is [out, in], as PyTorch keeps it. */
  String linear(String module, String x, long out) {
    long in = size(x, -1);
    return graph.add(
        module,
        new Contraction.Gemm(1, 1, false, true),
        x,
        weight(module, in, out, in),
        bias(module, in, out));
  }

  /**
   * Fully connected layer on the last axis of a value of any rank, as MatMul and Add. The weight is
   * [in, out], as exporters write it: the transpose of what PyTorch keeps under the same name.
   */
  String linearLast(String module, String x, long out) {
    return linearLast(module, module + ".weight", module + ".bias", x, out);
  }

  /** The same with names of its own for the parameters. */
  String linearLast(String module, String weightName, String biasName, String x, long out) {
    long in = size(x, -1);
    String w = parameter(weightName, weightBound(in), in, out);
    String b = parameter(biasName, biasBound(in), out);
    String product = graph.add(module + ".matmul", new Contraction.MatMul(), x, w);
    return graph.add(module, Binary.ADD, product, b);
  }

  // Normalisation

  String batchNorm(String module, String x) {
    long channels = channels(x);
    return graph.add(
        module,
        new Normalise.BatchNorm(norm.epsilon(), norm.momentum(), false, Layout.NCHW),
        x,
        filled(module + ".weight", 1, channels),
        filled(module + ".bias", 0, channels),
        buffer(module + ".running_mean", 0, channels),
        buffer(module + ".running_var", 1, channels));
  }

  /** Over the last axis. */
  String layerNorm(String module, String x, float epsilon) {
    long size = size(x, -1);
    return graph.add(
        module,
        new Normalise.LayerNorm(-1, epsilon),
        x,
        filled(module + ".weight", 1, size),
        filled(module + ".bias", 0, size));
  }

  /** torchvision's Conv2dNormActivation: children 0, 1 and 2. */
  String convNormAct(
      String module, String x, long out, Window window, long groups, Activation act) {
    String y = batchNorm(module + ".1", conv(module + ".0", x, out, window, groups));
    return activate(module + ".2", y, act);
  }

  /** torchvision's BasicConv2d: children conv and bn, then ReLU. */
  String basicConv(String module, String x, long out, Window window) {
    String y = batchNorm(module + ".bn", conv(module + ".conv", x, out, window, 1));
    return relu(module + ".relu", y);
  }

  /**
   * torchvision's SqueezeExcitation: channels weighed by a gate computed from their means.
   *
   * @param act after the first of the two 1x1 convolutions
   * @param gate after the second
   */
  String squeezeExcite(String module, String x, long squeezed, Activation act, Op gate) {
    String y = globalAverage(module + ".avgpool", x);
    y = convBias(module + ".fc1", y, squeezed, valid(1, 1), 1);
    y = activate(module + ".activation", y, act);
    y = convBias(module + ".fc2", y, channels(x), valid(1, 1), 1);
    y = graph.add(module + ".scale_activation", gate, y);
    return graph.add(module + ".mul", Binary.MUL, y, x);
  }

  // Element by element

  String activate(String module, String x, Activation activation) {
    return switch (activation) {
      case NONE -> x;
      case RELU -> relu(module, x);
      case RELU6 ->
          graph.add(
              module,
              new Unary.Clip(),
              x,
              graph.scalar(module + ".min", 0),
              graph.scalar(module + ".max", 6));
      case HARD_SWISH -> graph.add(module, Unary.Function.HARD_SWISH, x);
      case SILU -> graph.add(module, new Unary.Swish(1), x);
    };
  }

  String relu(String module, String x) {
    return graph.add(module, Unary.Function.RELU, x);
  }

  String add(String module, String a, String b) {
    return graph.add(module, Binary.ADD, a, b);
  }

  // Pooling and moves

  String maxPool(String module, String x, Window window, boolean ceilMode) {
    return graph.add(module, new Pool.MaxPool(window, ceilMode, false, Layout.NCHW), x);
  }

  /** The divisor counts padding, as PyTorch does by default. */
  String averagePool(String module, String x, Window window) {
    return graph.add(module, new Pool.AveragePool(window, false, true, Layout.NCHW), x);
  }

  /** The mean of each channel, spatial axes kept with size 1. */
  String globalAverage(String module, String x) {
    return graph.add(module, new Pool.Global(Pool.GlobalKind.AVERAGE, 2, Layout.NCHW), x);
  }

  /** The mean of each channel as a matrix [N, C], written {@code x.mean([2, 3])}. */
  String spatialMean(String module, String x) {
    return graph.add(
        module,
        new Reduce.Fold(Reduce.Kind.MEAN, false, false),
        x,
        graph.vector(module + ".axes", 2, 3));
  }

  String flatten(String module, String x) {
    return graph.add(module, new Movement.Flatten(1), x);
  }

  String concat(String module, List<String> values) {
    return graph.add(module, new Movement.Concat(1), values, 1).getFirst();
  }

  String transpose(String module, String x, Integer... permutation) {
    return graph.add(module, new Movement.Transpose(List.of(permutation)), x);
  }

  /** To {@code sizes}; 0 keeps the input's size at that axis, -1 is what remains. */
  String reshape(String module, String x, long... sizes) {
    return graph.add(
        module, new Movement.Reshape(false), x, graph.vector(module + ".shape", sizes));
  }

  String softmax(String module, String x) {
    return graph.add(module, new Normalise.Softmax(-1), x);
  }

  void output(String value) {
    graph.output(value);
  }
}
