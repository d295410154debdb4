package dev.ridgeline.engine.rewrite;

import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Control;
import dev.ridgeline.core.tensor.TensorType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the passes share: uses of values, other names for values, graphs with other nodes. */
final class GraphEdit {
  private GraphEdit() {}

  /** How often each value is read by nodes, and once more for each output of the graph. */
  static Map<String, Integer> uses(Graph graph) {
    Map<String, Integer> uses = new HashMap<>();
    for (Node node : graph.nodes()) {
      node.inputs().forEach(input -> uses.merge(input, 1, Integer::sum));
    }
    graph.outputs().forEach(output -> uses.merge(output, 1, Integer::sum));
    return uses;
  }

  /** Whether bodies of control flow may read any value by name, so that none may be renamed. */
  static boolean hasControl(Graph graph) {
    return graph.nodes().stream().anyMatch(node -> node.op() instanceof Control);
  }

  /** The graph with other nodes and constants, types kept. */
  static Graph with(Graph graph, List<Node> nodes, Map<String, Constant> constants) {
    return with(graph, nodes, constants, graph.types());
  }

  static Graph with(
      Graph graph,
      List<Node> nodes,
      Map<String, Constant> constants,
      Map<String, TensorType> types) {
    return new Graph(graph.name(), graph.inputs(), nodes, graph.outputs(), constants, types);
  }

  /** The node reading other values where {@code names} has them. */
  static Node renamed(Node node, Map<String, String> names) {
    if (node.inputs().stream().noneMatch(names::containsKey)) {
      return node;
    }
    List<String> inputs =
        node.inputs().stream().map(input -> names.getOrDefault(input, input)).toList();
    return new Node(node.name(), node.op(), inputs, node.outputs());
  }
}
