package dev.ridgeline.formats.tflite;

import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.integer.Affine;
import dev.ridgeline.core.integer.IntegerRange;
import dev.ridgeline.core.integer.Limits;
import dev.ridgeline.core.op.IntegerOp;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes operators on i8 values that stand for reals. */
final class IntegerWriter {
  private final Node node;
  private final FileDraft draft;

  private IntegerWriter(Node node, FileDraft draft) {
    this.node = node;
    this.draft = draft;
  }

  static void write(Node node, IntegerOp op, FileDraft draft) {
    new IntegerWriter(node, draft).write(op);
  }

  private void write(IntegerOp op) {
    switch (op) {
      case IntegerOp.Conv conv -> conv(conv);
      case IntegerOp.FullyConnected full -> fullyConnected(full);
      case IntegerOp.Add add ->
          two(Builtin.ADD, BuiltinOptions.ADD, activation(add.limits(), add.output()));
      case IntegerOp.Sub sub ->
          two(Builtin.SUB, BuiltinOptions.SUB, activation(sub.limits(), sub.output()));
      case IntegerOp.Mul mul ->
          two(Builtin.MUL, BuiltinOptions.MUL, activation(mul.limits(), mul.output()));
      case IntegerOp.AveragePool pool ->
          one(
              Builtin.AVERAGE_POOL_2D,
              2,
              BuiltinOptions.POOL_2D,
              OperatorWriter.poolOptions(
                  node, pool.window(), activation(pool.limits(), pool.output())));
      case IntegerOp.MaxPool pool ->
          one(
              Builtin.MAX_POOL_2D,
              2,
              BuiltinOptions.POOL_2D,
              OperatorWriter.poolOptions(
                  node, pool.window(), activation(pool.limits(), pool.output())));
      case IntegerOp.Softmax softmax ->
          one(Builtin.SOFTMAX, 2, BuiltinOptions.SOFTMAX, new FlatBuilder().f32(0, softmax.beta()));
      case IntegerOp.Logistic _ -> plain(Builtin.LOGISTIC, 2);
      case IntegerOp.Tanh _ -> plain(Builtin.TANH, 2);
      case IntegerOp.Mean mean -> mean(mean);
      case IntegerOp.Rescale rescale -> rescale(rescale);
      case IntegerOp.FromReal _ -> plain(Builtin.QUANTIZE, 1);
      case IntegerOp.ToReal _ -> plain(Builtin.DEQUANTIZE, 2);
    }
  }

  private void plain(Builtin builtin, int version) {
    one(builtin, version, BuiltinOptions.NONE, new FlatBuilder());
  }

  private void one(Builtin builtin, int version, int kind, FlatBuilder options) {
    draft.operator(
        builtin, version, kind, options, List.of(draft.tensor(node.input(0))), node.output());
  }

  private void two(Builtin builtin, int kind, int activation) {
    draft.operator(
        builtin,
        2,
        kind,
        new FlatBuilder().i8(0, activation),
        List.of(draft.tensor(node.input(0)), draft.tensor(node.input(1))),
        node.output());
  }

  /** The activation whose limits these are. */
  private int activation(Limits limits, Affine output) {
    if (limits.equals(Limits.I8)) {
      return Activation.NONE;
    }
    if (limits.equals(IntegerRange.of(output, 0, Float.POSITIVE_INFINITY))) {
      return Activation.RELU;
    }
    if (limits.equals(IntegerRange.of(output, 0, 6))) {
      return Activation.RELU6;
    }
    if (limits.equals(IntegerRange.of(output, -1, 1))) {
      return Activation.RELU_N1_TO_1;
    }
    throw FileDraft.refused(
        node,
        "its limits %d to %d are no activation of TFLite".formatted(limits.least(), limits.most()));
  }

  private void rescale(IntegerOp.Rescale rescale) {
    switch (activation(rescale.limits(), rescale.output())) {
      case Activation.NONE -> plain(Builtin.QUANTIZE, 2);
      case Activation.RELU -> plain(Builtin.RELU, 2);
      case Activation.RELU6 -> plain(Builtin.RELU6, 2);
      default -> plain(Builtin.RELU_N1_TO_1, 1);
    }
  }

  private void conv(IntegerOp.Conv conv) {
    requireConstants();
    List<Integer> inputs = new ArrayList<>();
    inputs.add(draft.tensor(node.input(0)));
    inputs.add(
        conv.depthwise()
            ? draft.depthwiseFilters(node.input(1), Optional.of(conv.weightScales()))
            : draft.weights(node.input(1), conv.weightScales(), 0));
    Optional<Integer> bias = bias(conv.input(), conv.weightScales());
    bias.ifPresent(inputs::add);
    if (bias.isEmpty()) {
      List<Float> scales = conv.weightScales().stream().map(s -> conv.input().scale() * s).toList();
      Shape shape = Shape.of(draft.graph().type(node.input(1)).shape().dim(0));
      inputs.add(draft.zeroBias(node.output() + "/bias", shape, Optional.of(scales)));
    }
    OperatorWriter.window(
        node,
        conv.window(),
        conv.groups(),
        conv.depthwise(),
        activation(conv.limits(), conv.output()),
        inputs,
        node.output(),
        draft);
  }

  private void requireConstants() {
    boolean computed = !draft.graph().isConstant(node.input(1));
    if (computed || (node.has(2) && !draft.graph().isConstant(node.input(2)))) {
      throw FileDraft.refused(node, "its weights are computed");
    }
  }

  /** The bias, whose scales are those of the products. */
  private Optional<Integer> bias(Affine input, List<Float> weightScales) {
    if (!node.has(2)) {
      return Optional.empty();
    }
    List<Float> scales = weightScales.stream().map(s -> input.scale() * s).toList();
    return Optional.of(draft.weights(node.input(2), scales, 0));
  }

  private void fullyConnected(IntegerOp.FullyConnected full) {
    requireConstants();
    List<Integer> inputs = new ArrayList<>();
    inputs.add(draft.tensor(node.input(0)));
    inputs.add(draft.weights(node.input(1), full.weightScales(), 0));
    bias(full.input(), full.weightScales()).ifPresent(inputs::add);
    int version = full.weightScales().size() > 1 ? 12 : node.has(2) ? full.keepDims() ? 5 : 4 : 6;
    draft.operator(
        Builtin.FULLY_CONNECTED,
        version,
        BuiltinOptions.FULLY_CONNECTED,
        new FlatBuilder()
            .i8(0, activation(full.limits(), full.output()))
            .i8(1, 0)
            .flag(2, full.keepDims()),
        inputs,
        node.output());
  }

  private void mean(IntegerOp.Mean mean) {
    List<Long> axes = mean.axes().stream().map(axis -> (long) axis).toList();
    draft.operator(
        Builtin.MEAN,
        draft.graph().type(node.output()).dtype() == DType.I8 ? 2 : 1,
        BuiltinOptions.REDUCER,
        new FlatBuilder().flag(0, mean.keepDims()),
        List.of(draft.tensor(node.input(0)), draft.settings(node.name() + "/axes", axes)),
        node.output());
  }
}
