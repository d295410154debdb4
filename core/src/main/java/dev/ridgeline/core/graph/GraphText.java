package dev.ridgeline.core.graph;

import dev.ridgeline.core.op.Control;
import java.util.Locale;
import java.util.Map;

/**
 * Prints a graph, a line for each input, constant and node: for people, and for golden texts before
 * and after a pass.
 */
public final class GraphText {
  private GraphText() {}

  /** The graph as text; constants are shown by type and role, not by their elements. */
  public static String of(Graph graph) {
    StringBuilder text = new StringBuilder("graph " + graph.name() + " {\n");
    for (String input : graph.inputs()) {
      text.append("  input %s: %s\n".formatted(input, graph.type(input)));
    }
    for (Map.Entry<String, Constant> entry : graph.constants().entrySet()) {
      Constant constant = entry.getValue();
      String role = constant.role().name().toLowerCase(Locale.ROOT);
      text.append("  %s %s: %s\n".formatted(role, entry.getKey(), constant.type()));
    }
    for (Node node : graph.nodes()) {
      text.append(
          "  %s = %s(%s)"
              .formatted(
                  String.join(", ", node.outputs()),
                  operator(node),
                  String.join(", ", node.inputs())));
      text.append(": %s\n".formatted(graph.type(node.output())));
    }
    graph.outputs().forEach(output -> text.append("  output %s\n".formatted(output)));
    return text.append("}\n").toString();
  }

  private static String operator(Node node) {
    String label = node.op().label();
    String full = node.op().toString();
    int bracket = full.indexOf('[');
    boolean plain =
        node.op() instanceof Enum<?>
            || bracket < 0
            || full.endsWith("[]")
            || node.op() instanceof Control;
    return plain ? label : label + full.substring(bracket);
  }
}
