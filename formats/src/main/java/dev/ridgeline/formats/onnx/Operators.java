package dev.ridgeline.formats.onnx;

/** Finds the family that lifts a node; what no family knows is kept opaque. */
final class Operators {
  private Operators() {}

  static void lift(NodeLift node) {
    if (!node.graph().context().function(node.node()).isEmpty()) {
      FunctionInliner.inline(node);
      return;
    }
    if (!node.node().domain().isEmpty()) {
      throw new NotFollowed("operators of domain '" + node.node().domain() + "' are not known");
    }
    if (node.version() < 1 || node.version() > OnnxReader.NEWEST_OPSET) {
      throw new NotFollowed(
          "operator set %d is not one of 1 to %d"
              .formatted(node.version(), OnnxReader.NEWEST_OPSET));
    }
    boolean known =
        ElementwiseOps.lift(node)
            || MovementOps.lift(node)
            || ContractionOps.lift(node)
            || PoolOps.lift(node)
            || NormaliseOps.lift(node)
            || ReduceOps.lift(node)
            || QuantiseOps.lift(node)
            || GenerateOps.lift(node)
            || ControlOps.lift(node);
    if (!known) {
      throw new NotFollowed("the operator is not known");
    }
  }
}
