package dev.ridgeline.formats.onnx;

import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.op.Control;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;

/** Lifts operators with bodies. */
final class ControlOps {
  private ControlOps() {}

  static boolean lift(NodeLift node) {
    switch (node.type()) {
      case "If" -> {
        Graph then = node.body("then_branch", List.of());
        Graph other = node.body("else_branch", List.of());
        if (then.outputs().size() != node.outputCount()
            || other.outputs().size() != node.outputCount()) {
          throw node.fail(
              "its branches give %d and %d values but it has %d outputs"
                  .formatted(then.outputs().size(), other.outputs().size(), node.outputCount()));
        }
        node.emit(new Control.If(then, other), node.need(0));
      }
      case "Loop" -> {
        Graph body = node.body("body", loopInputs(node));
        if (body.outputs().size() != node.outputCount() + 1) {
          throw node.fail(
              "its body gives %d values but %d outputs and a condition need %d"
                  .formatted(body.outputs().size(), node.outputCount(), node.outputCount() + 1));
        }
        node.emit(new Control.Loop(body));
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Iteration number, condition, and carried values, whose shapes may change on the way. */
  private static List<TensorType> loopInputs(NodeLift node) {
    List<TensorType> types = new ArrayList<>();
    types.add(new TensorType(DType.I64, Shape.scalar()));
    types.add(new TensorType(DType.BOOL, Shape.scalar()));
    for (int i = 2; i < node.inputCount(); i++) {
      types.add(new TensorType(node.type(i).dtype(), Shape.unranked()));
    }
    return types;
  }
}
