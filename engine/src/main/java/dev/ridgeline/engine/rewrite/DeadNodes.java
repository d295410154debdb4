package dev.ridgeline.engine.rewrite;

import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Drops nodes whose results nothing needs, and constants that nothing reads. */
final class DeadNodes {
  private DeadNodes() {}

  static Graph apply(Graph graph) {
    if (GraphEdit.hasControl(graph)) {
      return graph;
    }
    Set<String> needed = new HashSet<>(graph.outputs());
    List<Node> kept = new ArrayList<>();
    for (Node node : graph.nodes().reversed()) {
      if (node.outputs().stream().anyMatch(needed::contains)) {
        kept.add(node);
        needed.addAll(node.inputs());
      }
    }
    Collections.reverse(kept);
    Map<String, Constant> constants = new LinkedHashMap<>();
    graph
        .constants()
        .forEach((name, constant) -> {
          if (needed.contains(name)) {
            constants.put(name, constant);
          }
        });
    return GraphEdit.with(graph, kept, constants);
  }
}
