package dev.ridgeline.engine.convert;

import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.ConstantData;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.integer.Affine;
import dev.ridgeline.core.integer.Limits;
import dev.ridgeline.core.op.Binary;
import dev.ridgeline.core.op.Contraction;
import dev.ridgeline.core.op.IntegerOp;
import dev.ridgeline.core.op.Movement;
import dev.ridgeline.core.op.Normalise;
import dev.ridgeline.core.op.Op;
import dev.ridgeline.core.op.Pool;
import dev.ridgeline.core.op.Quantise;
import dev.ridgeline.core.op.Reduce;
import dev.ridgeline.core.op.Unary;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Layout;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Expresses TFLite's operators on integers in ONNX's way: integers become reals, the operator is
 * one on reals, its result becomes integers again, clamped where an activation was fused. Weights
 * and biases stay integers with their scales.
 *
 * <p><b>Error.</b> ONNX rounds f32 results half to even where TFLite rounds fixed-point products:
 * an operator's result may differ by one quantum, a network's by what follows from that.
 */
public final class IntegerOnnx {
  private final Redraft draft;

  private IntegerOnnx(Graph graph) {
    this.draft = new Redraft(graph);
  }

  /** The graph without {@link IntegerOp}s. */
  public static Graph apply(Graph graph) {
    IntegerOnnx pass = new IntegerOnnx(graph);
    pass.draft.inputs();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof IntegerOp op) {
        pass.expand(node, op);
      } else {
        pass.draft.keep(node);
      }
    }
    graph.outputs().forEach(pass.draft::output);
    return pass.draft.build();
  }

  private void expand(Node node, IntegerOp op) {
    switch (op) {
      case IntegerOp.Conv conv ->
          products(
              node,
              new Contraction.Conv(conv.window(), conv.groups(), Layout.NHWC),
              real(node, 0, conv.input()),
              conv.input(),
              conv.weightScales(),
              conv.output(),
              conv.limits(),
              Optional.empty());
      case IntegerOp.FullyConnected full -> fullyConnected(node, full);
      case IntegerOp.Add add -> two(node, Binary.ADD, add.a(), add.b(), add.output(), add.limits());
      case IntegerOp.Sub sub -> two(node, Binary.SUB, sub.a(), sub.b(), sub.output(), sub.limits());
      case IntegerOp.Mul mul -> two(node, Binary.MUL, mul.a(), mul.b(), mul.output(), mul.limits());
      case IntegerOp.AveragePool pool ->
          one(
              node,
              new Pool.AveragePool(pool.window(), false, false, Layout.NHWC),
              pool.output(),
              pool.output(),
              pool.limits());
      case IntegerOp.MaxPool pool ->
          one(
              node,
              new Pool.MaxPool(pool.window(), false, false, Layout.NHWC),
              pool.output(),
              pool.output(),
              pool.limits());
      case IntegerOp.Softmax softmax -> softmax(node, softmax);
      case IntegerOp.Logistic logistic ->
          one(node, Unary.Function.SIGMOID, logistic.input(), logistic.output(), Limits.I8);
      case IntegerOp.Tanh tanh ->
          one(node, Unary.Function.TANH, tanh.input(), tanh.output(), Limits.I8);
      case IntegerOp.Mean mean -> mean(node, mean);
      case IntegerOp.Rescale rescale ->
          integers(node, real(node, 0, rescale.input()), rescale.output(), rescale.limits());
      case IntegerOp.FromReal from -> integers(node, node.input(0), from.output(), Limits.I8);
      case IntegerOp.ToReal to ->
          draft.result(
              node,
              new Quantise.DequantizeLinear(1, 0),
              node.input(0),
              scale(node.name(), to.input()),
              zeroPoint(node.name(), to.input()));
    }
  }

  private String scale(String stem, Affine affine) {
    return draft.scalar(stem + "/scale", affine.scale());
  }

  private String zeroPoint(String stem, Affine affine) {
    return draft.constant(stem + "/zero_point", byteScalar(affine.zeroPoint()));
  }

  private static Constant byteScalar(int value) {
    return new Constant(
        new TensorType(DType.I8, Shape.scalar()),
        Constant.Role.LITERAL,
        new ConstantData.Bytes(new byte[] {(byte) value}));
  }

  /** Input {@code index} as reals. */
  private String real(Node node, int index, Affine affine) {
    String stem = node.name() + "/real" + index;
    return draft.step(
        stem,
        new Quantise.DequantizeLinear(1, 0),
        node.input(index),
        scale(stem, affine),
        zeroPoint(stem, affine));
  }

  /** The node's result from reals. */
  private void integers(Node node, String real, Affine affine, Limits limits) {
    Op quantise = new Quantise.QuantizeLinear(1, 0, DType.UNKNOWN, true);
    String scale = scale(node.name(), affine);
    String zeroPoint = zeroPoint(node.name(), affine);
    if (limits.equals(Limits.I8)) {
      draft.result(node, quantise, real, scale, zeroPoint);
      return;
    }
    String all = draft.step(node.name() + "/unlimited", quantise, real, scale, zeroPoint);
    draft.result(
        node,
        new Unary.Clip(),
        all,
        draft.constant(node.name() + "/least", byteScalar(limits.least())),
        draft.constant(node.name() + "/most", byteScalar(limits.most())));
  }

  private void one(Node node, Op op, Affine input, Affine output, Limits limits) {
    String y = draft.step(node.name() + "/reals", op, real(node, 0, input));
    integers(node, y, output, limits);
  }

  private void two(Node node, Op op, Affine a, Affine b, Affine output, Limits limits) {
    String y = draft.step(node.name() + "/reals", op, real(node, 0, a), real(node, 1, b));
    integers(node, y, output, limits);
  }

  private void softmax(Node node, IntegerOp.Softmax softmax) {
    String x = real(node, 0, softmax.input());
    if (softmax.beta() != 1) {
      String beta = draft.scalar(node.name() + "/beta", softmax.beta());
      x = draft.step(node.name() + "/scaled", Binary.MUL, x, beta);
    }
    String y = draft.step(node.name() + "/reals", new Normalise.Softmax(-1), x);
    integers(node, y, softmax.output(), Limits.I8);
  }

  private void mean(Node node, IntegerOp.Mean mean) {
    long[] axes = mean.axes().stream().mapToLong(a -> a).toArray();
    String y =
        draft.step(
            node.name() + "/reals",
            new Reduce.Fold(Reduce.Kind.MEAN, mean.keepDims(), false),
            real(node, 0, mean.input()),
            draft.vector(node.name() + "/axes", axes));
    integers(node, y, mean.output(), Limits.I8);
  }

  private void fullyConnected(Node node, IntegerOp.FullyConnected full) {
    String x = real(node, 0, full.input());
    Shape shape = draft.type(node.input(0)).shape();
    long inputs = draft.type(node.input(1)).shape().dim(1).size();
    if (!shape.ranked() || shape.rank() != 2 || !shape.dim(1).is(inputs)) {
      x =
          draft.step(
              node.name() + "/rows",
              new Movement.Reshape(true),
              x,
              draft.vector(node.name() + "/rows_shape", -1, inputs));
    }
    Shape y = draft.source().type(node.output()).shape();
    products(
        node,
        new Contraction.Gemm(1, 1, false, true),
        x,
        full.input(),
        full.weightScales(),
        full.output(),
        full.limits(),
        full.keepDims() && y.ranked() && y.rank() != 2 ? Optional.of(y) : Optional.empty());
  }

  private void products(
      Node node,
      Op op,
      String x,
      Affine input,
      List<Float> weightScales,
      Affine output,
      Limits limits,
      Optional<Shape> reshaped) {
    List<String> inputs = new ArrayList<>();
    inputs.add(x);
    inputs.add(parameter(node, 1, DType.I8, weightScales));
    if (node.has(2)) {
      List<Float> scales = weightScales.stream().map(s -> input.scale() * s).toList();
      inputs.add(parameter(node, 2, DType.I32, scales));
    }
    String y = draft.step(node.name() + "/reals", op, inputs.toArray(String[]::new));
    if (reshaped.isPresent()) {
      y =
          draft.step(
              node.name() + "/shaped",
              new Movement.Reshape(true),
              y,
              draft.vector(node.name() + "/shape", Shapes.sizes(reshaped.get())));
    }
    integers(node, y, output, limits);
  }

  /** Weights or a bias as reals; zero points are zeros, one a scale. */
  private String parameter(Node node, int index, DType dtype, List<Float> scales) {
    String stem = node.name() + "/parameter" + index;
    int count = scales.size();
    Shape shape = count == 1 ? Shape.scalar() : Shape.of(count);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = scales.get(i);
    }
    String scale =
        draft.constant(stem + "/scales", FloatConstants.of(values, shape, Constant.Role.LITERAL));
    TensorType type = new TensorType(dtype, shape);
    String zeros =
        draft.constant(
            stem + "/zeros", new Constant(type, Constant.Role.LITERAL, new ConstantData.Filled(0)));
    return draft.step(stem, new Quantise.DequantizeLinear(0, 0), node.input(index), scale, zeros);
  }
}
