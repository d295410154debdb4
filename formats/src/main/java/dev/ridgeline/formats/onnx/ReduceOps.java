package dev.ridgeline.formats.onnx;

import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Reduce;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lifts operators that combine values along axes. */
final class ReduceOps {
  private static final Map<String, Reduce.Kind> KINDS = new HashMap<>();

  static {
    for (Reduce.Kind kind : Reduce.Kind.values()) {
      KINDS.put(new Reduce.Fold(kind, true, false).label(), kind);
    }
  }

  private ReduceOps() {}

  static boolean lift(NodeLift node) {
    Attributes a = node.attributes();
    Reduce.Kind kind = KINDS.get(node.type());
    if (kind != null) {
      fold(node, kind);
      return true;
    }
    switch (node.type()) {
      case "ArgMax", "ArgMin" ->
          node.emit(
              new Reduce.ArgExtreme(
                  node.type().equals("ArgMax"),
                  a.small("axis", 0),
                  a.flag("keepdims", true),
                  a.flag("select_last_index", false)));
      case "CumSum" ->
          node.emit(new Reduce.CumSum(a.flag("exclusive", false), a.flag("reverse", false)));
      case "TopK" -> topK(node);
      default -> {
        return false;
      }
    }
    return true;
  }

  private static void fold(NodeLift node, Reduce.Kind kind) {
    Attributes a = node.attributes();
    Optional<List<Long>> axes = a.integers("axes");
    Reduce.Fold fold =
        new Reduce.Fold(kind, a.flag("keepdims", true), a.flag("noop_with_empty_axes", false));
    if (axes.isPresent()) {
      node.emit(fold, node.need(0), node.vector("axes", axes.get()));
    } else {
      node.emit(fold, node.need(0), node.has(1) ? node.unlessEmpty(1) : Node.ABSENT);
    }
  }

  private static void topK(NodeLift node) {
    Attributes a = node.attributes();
    Reduce.TopK top =
        new Reduce.TopK(a.small("axis", -1), a.flag("largest", true), a.flag("sorted", true));
    if (node.version() < 10) {
      node.emit(top, node.need(0), node.vector("k", List.of(a.needInteger("k"))));
    } else {
      node.emit(top);
    }
  }
}
