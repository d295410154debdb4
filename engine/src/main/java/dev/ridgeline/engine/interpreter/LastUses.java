package dev.ridgeline.engine.interpreter;

import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Control;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which values nobody reads after a node. What bodies read counts as read by their node. */
final class LastUses {
  private LastUses() {}

  static Map<Node, List<String>> of(Graph graph) {
    Set<String> later = new HashSet<>(graph.outputs());
    Map<Node, List<String>> last = new HashMap<>();
    for (Node node : graph.nodes().reversed()) {
      List<String> free = new ArrayList<>();
      for (String value : reads(node)) {
        if (later.add(value)) {
          free.add(value);
        }
      }
      for (String output : node.outputs()) {
        if (!later.contains(output)) {
          free.add(output);
        }
      }
      last.put(node, free);
    }
    return last;
  }

  private static Set<String> reads(Node node) {
    Set<String> reads = new HashSet<>(node.inputs());
    if (node.op() instanceof Control control) {
      switch (control) {
        case Control.If branches -> {
          all(branches.thenBranch(), reads);
          all(branches.elseBranch(), reads);
        }
        case Control.Loop loop -> all(loop.body(), reads);
      }
    }
    return reads;
  }

  private static void all(Graph body, Set<String> reads) {
    reads.addAll(body.outputs());
    body.nodes().forEach(n -> reads.addAll(reads(n)));
  }
}
