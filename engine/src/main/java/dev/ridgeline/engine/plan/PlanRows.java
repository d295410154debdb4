package dev.ridgeline.engine.plan;

import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Normalise;
import dev.ridgeline.engine.kernel.LayerNormPlan;
import dev.ridgeline.engine.kernel.Order;
import dev.ridgeline.engine.kernel.Placed;
import dev.ridgeline.engine.kernel.SoftmaxPlan;
import java.util.List;
import java.util.Optional;

/** Operators on the rows of a value: softmax and layer normalisation over its last axes. */
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
