package dev.ridgeline.app.bench;

import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Movement;
import dev.ridgeline.core.op.Unary;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Shape;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How large the values of integer inputs may be: an input that picks rows of a table has to stay
 * below the number of rows, and one that is named a mask is 0 or 1. Values are followed through
 * casts and operators that only move them.
 */
public final class IndexBounds {
  private IndexBounds() {}

  /** Exclusive upper bounds by input, for those that have one. */
  public static Map<String, Long> of(Graph graph) {
    Map<String, String> origin = new HashMap<>();
    Map<String, Long> below = new LinkedHashMap<>();
    for (String input : graph.inputs()) {
      DType dtype = graph.type(input).dtype();
      if (dtype == DType.I64 || dtype == DType.I32) {
        origin.put(input, input);
        if (input.toLowerCase(Locale.ROOT).contains("mask")) {
          below.put(input, 2L);
        }
      }
    }
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Movement.Gather gather && origin.containsKey(node.input(1))) {
        bound(below, origin.getOrDefault(node.input(1), ""), rows(graph, node, gather));
      } else if (movesInput(node) && origin.containsKey(node.input(0))) {
        node.outputs()
            .forEach(output -> origin.put(output, origin.getOrDefault(node.input(0), "")));
      }
    }
    return below;
  }

  private static boolean movesInput(Node node) {
    return node.op() instanceof Unary.Cast || node.op() instanceof Movement;
  }

  private static void bound(Map<String, Long> below, String input, long rows) {
    if (rows > 0) {
      below.merge(input, rows, Math::min);
    }
  }

  /** Rows of the table that a node picks from; 0 if they are not known. */
  private static long rows(Graph graph, Node node, Movement.Gather gather) {
    Shape table = graph.type(node.input(0)).shape();
    if (!table.ranked() || table.rank() == 0) {
      return 0;
    }
    return table.dim(gather.axis()) instanceof Dim.Known(long size) ? size : 0;
  }
}
