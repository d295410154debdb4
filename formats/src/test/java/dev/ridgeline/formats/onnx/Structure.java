package dev.ridgeline.formats.onnx;

import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Control;
import dev.ridgeline.core.op.Op;
import dev.ridgeline.core.op.Opaque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** A graph as text, without what writing and reading may change: the places of constants. */
final class Structure {
  private Structure() {}

  static String of(Graph graph) {
    List<String> lines = new ArrayList<>();
    lines.add(graph.inputs() + " -> " + graph.outputs());
    for (Node node : graph.nodes()) {
      lines.add(node.name() + ": " + op(node.op()) + node.inputs() + " -> " + node.outputs());
    }
    new TreeMap<>(graph.constants())
        .forEach((name, constant) -> lines.add(name + " " + constant.type() + constant.role()));
    return String.join("\n", lines);
  }

  private static String op(Op op) {
    return switch (op) {
      case Opaque opaque -> opaque.label();
      case Control.If branches ->
          "If{" + of(branches.thenBranch()) + "}{" + of(branches.elseBranch()) + "}";
      case Control.Loop loop -> "Loop{" + of(loop.body()) + "}";
      default -> op.toString();
    };
  }
}
