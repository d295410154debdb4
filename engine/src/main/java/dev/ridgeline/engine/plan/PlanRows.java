package dev.ridgeline.engine.plan;

import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Movement;
import dev.ridgeline.core.op.Normalise;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.engine.kernel.LayerNormPlan;
import dev.ridgeline.engine.kernel.LogSoftmaxPlan;
import dev.ridgeline.engine.kernel.OneHotPlan;
import dev.ridgeline.engine.kernel.Order;
import dev.ridgeline.engine.kernel.Placed;
import dev.ridgeline.engine.kernel.SoftmaxPlan;
import java.util.List;
import java.util.Optional;

/** Operators on the rows of a value: softmax, layer normalisation, labels over its last axes. */
final class PlanRows {
  private PlanRows() {}

  /** Plans a softmax over the last axis, or says why not. */
  static Optional<String> softmax(Draft draft, Node node, Normalise.Softmax op) {
    int[] x = draft.dims(node.input(0));
    int axis = op.axis() < 0 ? op.axis() + x.length : op.axis();
    if (!draft.isF32(node.input(0)) || columns(x, axis) != columns(x, axis, axis + 1)) {
      return Optional.of("it is not over the last axis of an f32 value");
    }
    int columns = x[axis];
    Placed in = draft.in(node.input(0), Order.ROW_MAJOR);
    int rows = draft.elements(node.input(0)) / columns;
    draft.add(
        new SoftmaxPlan(rows, columns, in, Placed.rowMajor(node.output())), List.of(node), "");
    return Optional.empty();
  }

  /** Plans a logarithm of a softmax over the last axis, or says why not. */
  static Optional<String> logSoftmax(Draft draft, Node node, Normalise.LogSoftmax op) {
    int[] x = draft.dims(node.input(0));
    int axis = op.axis() < 0 ? op.axis() + x.length : op.axis();
    if (!draft.isF32(node.input(0)) || axis != x.length - 1) {
      return Optional.of("it is not over the last axis of an f32 value");
    }
    Placed in = draft.in(node.input(0), Order.ROW_MAJOR);
    int rows = draft.elements(node.input(0)) / x[axis];
    draft.add(
        new LogSoftmaxPlan(rows, x[axis], in, Placed.rowMajor(node.output())), List.of(node), "");
    return Optional.empty();
  }

  /** Plans rows of one label each, or says why not. */
  static Optional<String> oneHot(Draft draft, Node node, Movement.OneHot op) {
    String labels = node.input(0);
    String values = node.input(2);
    int[] y = draft.dims(node.output());
    int axis = op.axis() < 0 ? op.axis() + y.length : op.axis();
    if (axis != y.length - 1
        || draft.type(labels).dtype() != DType.I64
        || !draft.isF32(node.output())
        || !draft.isConstant(values)) {
      return Optional.of("it is not of i64 labels and constants along the last axis");
    }
    Tensor levels = draft.constant(values).tensor();
    draft.add(
        new OneHotPlan(
            draft.elements(labels),
            y[axis],
            levels.floatAt(0),
            levels.floatAt(1),
            draft.in(labels, Order.ROW_MAJOR),
            Placed.rowMajor(node.output())),
        List.of(node),
        "");
    return Optional.empty();
  }

  /** Plans a layer norm, or says why not. */
  static Optional<String> layerNorm(Draft draft, Node node, Normalise.LayerNorm op) {
    int[] x = draft.dims(node.input(0));
    int axis = op.axis() < 0 ? op.axis() + x.length : op.axis();
    int columns = columns(x, axis);
    boolean constants =
        node.inputs().stream()
            .skip(1)
            .allMatch(i -> draft.isConstant(i) && draft.elements(i) == columns);
    if (!draft.isF32(node.input(0)) || !constants || node.outputs().size() > 1) {
      return Optional.of("gain and bias are no constants of a row, or statistics are wanted");
    }
    Placed in = draft.in(node.input(0), Order.ROW_MAJOR);
    Optional<Placed> bias =
        node.has(2) ? Optional.of(Placed.rowMajor(node.input(2))) : Optional.empty();
    draft.add(
        new LayerNormPlan(
            draft.elements(node.input(0)) / columns,
            columns,
            op.epsilon(),
            in,
            Placed.rowMajor(node.input(1)),
            bias,
            Placed.rowMajor(node.output())),
        List.of(node),
        "");
    return Optional.empty();
  }

  private static int columns(int[] dims, int from) {
    return columns(dims, from, dims.length);
  }

  private static int columns(int[] dims, int from, int to) {
    int product = 1;
    for (int i = from; i < to; i++) {
      product *= dims[i];
    }
    return product;
  }
}
