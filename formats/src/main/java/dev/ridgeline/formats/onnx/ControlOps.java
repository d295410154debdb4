package dev.ridgeline.formats.onnx;

import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.op.Control;

/** Lifts operators with bodies. */
final class ControlOps {
  private ControlOps() {}

  static boolean lift(NodeLift node) {
    switch (node.type()) {
      case "If" -> {
        Graph then = node.body("then_branch");
        Graph other = node.body("else_branch");
        if (then.outputs().size() != node.outputCount()
            || other.outputs().size() != node.outputCount()) {
          throw node.fail(
              "its branches give %d and %d values but it has %d outputs"
                  .formatted(then.outputs().size(), other.outputs().size(), node.outputCount()));
        }
        node.emit(new Control.If(then, other), node.need(0));
      }
      case "Loop" -> {
        Graph body = node.body("body");
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
}
