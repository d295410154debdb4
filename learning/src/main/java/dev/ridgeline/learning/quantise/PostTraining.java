package dev.ridgeline.learning.quantise;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.GraphBuilder;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.integer.Affine;
import dev.ridgeline.core.integer.IntegerRange;
import dev.ridgeline.core.integer.Limits;
import dev.ridgeline.core.op.Binary;
import dev.ridgeline.core.op.Contraction;
import dev.ridgeline.core.op.IntegerOp;
import dev.ridgeline.core.op.Movement;
import dev.ridgeline.core.op.Normalise;
import dev.ridgeline.core.op.Pool;
import dev.ridgeline.core.op.Reduce;
import dev.ridgeline.core.op.Unary;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Quantises a trained network in TFLite's form to i8: activations affine by their least and largest
 * calibrated value, weights of convolutions symmetric for each output channel, those of matrix
 * products for all (which every microcontroller library follows), biases i32. Activations are fused
 * to what is before them. Softmax and logistic give 1/256 and -128, tanh 1/128 and 0. The result
 * takes and gives f32, between a quantiser and its inverse, or i8.
 *
 * <p><b>Error.</b> Half a scale of each value inside its range; outside it is clamped.
 *
 * <p><b>Limits.</b> Operators of {@link IntegerOp} and those that only move values; others are
 * named and refused.
 *
 * <p><b>Source.</b> TensorFlow Lite 8-bit quantization specification; Jacob et al. 2018.
 */
public final class PostTraining {
  private final Graph graph;
  private final ValueRanges ranges;
  private final GraphBuilder net;
  private final Map<String, Affine> affines = new HashMap<>();
  private final Map<String, String> names = new HashMap<>();
  private final Map<String, Node> fused = new HashMap<>();

  private PostTraining(Graph graph, ValueRanges ranges) {
    this.graph = graph;
    this.ranges = ranges;
    this.net = new GraphBuilder(graph.name());
  }

  /**
   * The quantised network.
   *
   * @param graph in TFLite's form, of f32
   * @param integersOnly whether inputs and outputs are i8 too
   * @throws UserError when a node has no form on integers, which the message names
   */
  public static Graph quantise(Graph graph, ValueRanges ranges, boolean integersOnly) {
    return new PostTraining(graph, ranges).quantised(integersOnly);
  }

  private Graph quantised(boolean integersOnly) {
    findFused();
    for (String input : graph.inputs()) {
      TensorType type = graph.type(input);
      if (type.dtype() != DType.F32) {
        throw new UserError(
            "input '%s' is %s; only networks of f32 are quantised"
                .formatted(input, type.dtype().label()));
      }
      Affine affine = ranges.affine(input);
      affines.put(input, affine);
      if (integersOnly) {
        names.put(input, net.input(input, new TensorType(DType.I8, type.shape())));
      } else {
        net.input(input, type);
        String quantised = net.add(input + "/integers", new IntegerOp.FromReal(affine), input);
        names.put(input, quantised);
      }
    }
    for (Node node : graph.nodes()) {
      if (!fused.containsValue(node)) {
        quantise(node);
      }
    }
    for (String output : graph.outputs()) {
      String name = name(output);
      net.output(
          integersOnly
              ? name
              : net.add(output + "/reals", new IntegerOp.ToReal(affine(output)), name));
    }
    return net.build();
  }

  /** Activations that limit what the operator before them gives. */
  private void findFused() {
    Map<String, Integer> uses = new HashMap<>();
    graph.nodes().forEach(n -> n.inputs().forEach(i -> uses.merge(i, 1, Integer::sum)));
    graph.outputs().forEach(o -> uses.merge(o, 1, Integer::sum));
    Map<String, Node> makers = new HashMap<>();
    for (Node node : graph.nodes()) {
      Node maker = makers.get(node.input(0));
      boolean carries =
          maker != null
              && (maker.op() instanceof Contraction
                  || maker.op() == Binary.ADD
                  || maker.op() == Binary.SUB
                  || maker.op() == Binary.MUL);
      if (carries && bounds(node).isPresent() && uses.getOrDefault(node.input(0), 0) == 1) {
        fused.put(node.input(0), node);
      }
      node.outputs().forEach(o -> makers.put(o, node));
    }
  }

  private record Bounds(float least, float most) {}

  private Optional<Bounds> bounds(Node node) {
    if (node.op() == Unary.Function.RELU) {
      return Optional.of(new Bounds(0, Float.POSITIVE_INFINITY));
    }
    if (!(node.op() instanceof Unary.Clip)) {
      return Optional.empty();
    }
    Constant least = graph.constants().get(node.input(1));
    Constant most = graph.constants().get(node.input(2));
    return least == null || most == null
        ? Optional.empty()
        : Optional.of(new Bounds(least.tensor().floatAt(0), most.tensor().floatAt(0)));
  }

  private static UserError refused(Node node, String reason) {
    return new UserError(
        "node '%s' (%s) has no form on integers: %s; replace it, or keep the model f32"
            .formatted(node.name(), node.op().label(), reason));
  }

  private String name(String value) {
    return Objects.requireNonNull(names.get(value), value);
  }

  private Affine affine(String value) {
    return Objects.requireNonNull(affines.get(value), value);
  }

  /** The value that a node gives, a fused activation included, and how it stands for reals. */
  private record Result(String value, Affine affine, Limits limits) {}

  private Result result(Node node) {
    Node activation = fused.get(node.output());
    String value = activation == null ? node.output() : activation.output();
    Affine affine = ranges.affine(value);
    Limits limits =
        activation == null
            ? Limits.I8
            : bounds(activation)
                .map(b -> IntegerRange.of(affine, b.least(), b.most()))
                .orElse(Limits.I8);
    return new Result(value, affine, limits);
  }

  private void put(String value, Affine affine, String name) {
    names.put(value, name);
    affines.put(value, affine);
  }

  private void quantise(Node node) {
    switch (node.op()) {
      case Contraction.Conv conv -> conv(node, conv);
      case Contraction.Gemm _ -> product(node);
      case Binary binary -> binary(node, binary);
      case Pool.MaxPool pool ->
          same(
              node,
              new IntegerOp.MaxPool(pool.window(), affine(node.input(0)), Limits.I8),
              node.input(0));
      case Pool.AveragePool pool ->
          same(
              node,
              new IntegerOp.AveragePool(pool.window(), affine(node.input(0)), Limits.I8),
              node.input(0));
      case Normalise.Softmax _ -> {
        Affine y = new Affine(1f / 256, -128);
        set(node, new IntegerOp.Softmax(affine(node.input(0)), 1, y), y);
      }
      case Reduce.Fold fold -> mean(node, fold);
      case Unary unary -> unary(node, unary);
      case Movement movement -> movement(node, movement);
      default -> throw refused(node, "the operator is not quantised");
    }
  }

  private void set(Node node, IntegerOp op, Affine affine) {
    put(node.output(), affine, net.add(node.output(), op, name(node.input(0))));
  }

  private void same(Node node, IntegerOp op, String input) {
    set(node, op, affine(input));
  }

  private Constant weights(Node node) {
    Constant weights = graph.constants().get(node.input(1));
    if (weights == null) {
      throw refused(node, "its weights are computed");
    }
    return weights;
  }

  private List<String> operands(Node node, IntegerWeights weights) {
    List<String> inputs = new ArrayList<>();
    inputs.add(name(node.input(0)));
    inputs.add(net.constant(net.fresh(node.input(1)), weights.integers()));
    if (node.has(2)) {
      Constant bias = graph.constants().get(node.input(2));
      if (bias == null) {
        throw refused(node, "its bias is computed");
      }
      inputs.add(
          net.constant(
              net.fresh(node.input(2)),
              IntegerWeights.bias(bias, affine(node.input(0)), weights.scales())));
    }
    return inputs;
  }

  private void conv(Node node, Contraction.Conv conv) {
    Constant w = weights(node);
    boolean depthwise = conv.groups() > 1 && w.type().shape().dim(3).is(1);
    IntegerWeights weights = IntegerWeights.of(w, true);
    Result result = result(node);
    IntegerOp op =
        new IntegerOp.Conv(
            conv.window(),
            conv.groups(),
            affine(node.input(0)),
            weights.scales(),
            result.affine(),
            result.limits(),
            depthwise);
    String y = net.add(result.value(), op, operands(node, weights), 1).getFirst();
    put(result.value(), result.affine(), y);
  }

  private void product(Node node) {
    IntegerWeights weights = IntegerWeights.of(weights(node), false);
    Result result = result(node);
    IntegerOp op =
        new IntegerOp.FullyConnected(
            affine(node.input(0)), weights.scales(), result.affine(), result.limits(), false);
    String y = net.add(result.value(), op, operands(node, weights), 1).getFirst();
    put(result.value(), result.affine(), y);
  }

  /** Makes integers of an operand that is a constant. */
  private void requireOperand(String value) {
    Constant constant = graph.constants().get(value);
    if (constant == null || names.containsKey(value)) {
      return;
    }
    double least = 0;
    double most = 0;
    for (long i = 0; i < constant.elements(); i++) {
      least = Math.min(least, constant.tensor().floatAt(i));
      most = Math.max(most, constant.tensor().floatAt(i));
    }
    Affine affine = ValueRanges.affine(least, most);
    put(value, affine, net.constant(net.fresh(value), IntegerWeights.operand(constant, affine)));
  }

  private void binary(Node node, Binary binary) {
    requireOperand(node.input(0));
    requireOperand(node.input(1));
    Affine a = affine(node.input(0));
    Affine b = affine(node.input(1));
    Result result = result(node);
    IntegerOp op =
        switch (binary) {
          case ADD -> new IntegerOp.Add(a, b, result.affine(), result.limits());
          case SUB -> new IntegerOp.Sub(a, b, result.affine(), result.limits());
          case MUL -> new IntegerOp.Mul(a, b, result.affine(), result.limits());
          default -> throw refused(node, "the operator is not quantised");
        };
    put(
        result.value(),
        result.affine(),
        net.add(result.value(), op, name(node.input(0)), name(node.input(1))));
  }

  private void mean(Node node, Reduce.Fold fold) {
    Constant axes = graph.constants().get(node.input(1));
    int rank = graph.type(node.input(0)).shape().rank();
    if (fold.kind() != Reduce.Kind.MEAN || axes == null) {
      throw refused(node, "only means over constant axes are quantised");
    }
    List<Integer> list = new ArrayList<>();
    for (long i = 0; i < axes.elements(); i++) {
      long axis = axes.tensor().longAt(i);
      list.add((int) (axis < 0 ? axis + rank : axis));
    }
    Affine y = ranges.affine(node.output());
    set(node, new IntegerOp.Mean(list, fold.keepDims(), affine(node.input(0)), y), y);
  }

  private void unary(Node node, Unary unary) {
    Affine x = affine(node.input(0));
    if (unary == Unary.Function.SIGMOID) {
      Affine y = new Affine(1f / 256, -128);
      set(node, new IntegerOp.Logistic(x, y), y);
    } else if (unary == Unary.Function.TANH) {
      Affine y = new Affine(1f / 128, 0);
      set(node, new IntegerOp.Tanh(x, y), y);
    } else {
      Bounds bounds = bounds(node).orElseThrow(() -> refused(node, "it is not quantised"));
      Affine y = ranges.affine(node.output());
      Limits limits = IntegerRange.of(y, bounds.least(), bounds.most());
      set(node, new IntegerOp.Rescale(x, y, limits), y);
    }
  }

  private void movement(Node node, Movement movement) {
    Affine y =
        movement instanceof Movement.Concat ? ranges.affine(node.output()) : affine(node.input(0));
    List<String> inputs = new ArrayList<>();
    for (int i = 0; i < node.inputs().size(); i++) {
      String input = node.input(i);
      if (movement instanceof Movement.Concat) {
        requireOperand(input);
        inputs.add(
            affine(input).equals(y)
                ? name(input)
                : net.add(
                    input + "/rescaled",
                    new IntegerOp.Rescale(affine(input), y, Limits.I8),
                    name(input)));
      } else if (i == 0) {
        inputs.add(name(input));
      } else if (movement instanceof Movement.Pad && i == 2) {
        Constant value = Objects.requireNonNull(graph.constants().get(input), input);
        inputs.add(padding(node, value, y));
      } else {
        Constant setting = graph.constants().get(input);
        if (setting == null) {
          throw refused(node, "its input %d is computed".formatted(i));
        }
        inputs.add(net.constant(net.fresh(input), setting));
      }
    }
    put(node.output(), y, net.add(node.output(), movement, inputs, 1).getFirst());
  }

  private String padding(Node node, Constant value, Affine affine) {
    Constant integer = IntegerWeights.operand(value, affine);
    return net.constant(
        net.fresh(node.name() + "/value"),
        IntegerWeights.constant(DType.I8, Shape.scalar(), new byte[] {(byte) first(integer)}));
  }

  private static int first(Constant integers) {
    return integers.tensor().data().get(java.lang.foreign.ValueLayout.JAVA_BYTE, 0);
  }
}
