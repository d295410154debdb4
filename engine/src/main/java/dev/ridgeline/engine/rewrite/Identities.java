package dev.ridgeline.engine.rewrite;

import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Movement;
import dev.ridgeline.core.op.Normalise;
import dev.ridgeline.core.op.Unary;
import dev.ridgeline.core.tensor.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Drops nodes that give back what they take: identity, dropout in inference, casts to the same
 * type, expansion to the same shape. One that makes an output of the graph stays.
 */
final class Identities {
  private Identities() {}

  static Graph apply(Graph graph) {
    if (GraphEdit.hasControl(graph)) {
      return graph;
    }
    Map<String, String> names = new HashMap<>();
    List<Node> kept = new ArrayList<>();
    Map<String, Integer> uses = GraphEdit.uses(graph);
    for (Node node : graph.nodes()) {
      Node read = GraphEdit.renamed(node, names);
      if (isIdentity(graph, read, uses) && !graph.outputs().contains(read.output())) {
        names.put(read.output(), read.input(0));
      } else {
        kept.add(read);
      }
    }
    return GraphEdit.with(graph, kept, graph.constants());
  }

  private static boolean isIdentity(Graph graph, Node node, Map<String, Integer> uses) {
    TensorType in = graph.type(node.input(0));
    boolean same = in.isKnown() && in.equals(graph.type(node.output()));
    return switch (node.op()) {
      case Unary.Function f -> f == Unary.Function.IDENTITY;
      case Unary.Cast _, Movement.Expand _, Movement.Reshape _ -> same;
      case Movement.Transpose t ->
          IntStream.range(0, t.permutation().size()).allMatch(i -> t.permutation().get(i) == i)
              && !t.permutation().isEmpty();
      case Normalise.Dropout _ ->
          !node.has(2) && node.outputs().stream().skip(1).allMatch(o -> !uses.containsKey(o));
      default -> false;
    };
  }
}
