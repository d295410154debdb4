package dev.ridgeline.core.graph;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.op.Control;
import java.util.HashSet;
import java.util.Set;

/**
 * Checks what every pass may rely on: names are defined once and before use, arities fit, bodies
 * are graphs of the same kind.
 */
public final class Verifier {
  private Verifier() {}

  /**
   * Throws {@link UserError} that names graph, node and value when the graph is not well formed.
   */
  public static void verify(Graph graph) {
    verify(graph, Set.of());
  }

  private static void verify(Graph graph, Set<String> outer) {
    Set<String> defined = new HashSet<>(outer);
    Set<String> own = new HashSet<>();
    for (String input : graph.inputs()) {
      define(graph, own, input, "input");
    }
    for (String constant : graph.constants().keySet()) {
      define(graph, own, constant, "constant");
    }
    defined.addAll(own);
    Set<String> nodeNames = new HashSet<>();
    for (Node node : graph.nodes()) {
      if (!nodeNames.add(node.name())) {
        throw new UserError(
            "graph '%s' has two nodes named '%s'; node names must be unique"
                .formatted(graph.name(), node.name()));
      }
      verifyNode(graph, node, own, defined);
    }
    for (String output : graph.outputs()) {
      if (!defined.contains(output)) {
        throw new UserError(
            "graph '%s' has output '%s', which nothing defines".formatted(graph.name(), output));
      }
    }
  }

  private static void verifyNode(Graph graph, Node node, Set<String> own, Set<String> defined) {
    for (String input : node.inputs()) {
      if (!input.equals(Node.ABSENT) && !defined.contains(input)) {
        throw new UserError(
            "graph '%s': node '%s' (%s) reads '%s', which nothing defines before it"
                .formatted(graph.name(), node.name(), node.op().label(), input));
      }
    }
    Arity.of(node.op()).check(graph, node);
    if (node.op() instanceof Control control) {
      switch (control) {
        case Control.If branches -> {
          verify(branches.thenBranch(), defined);
          verify(branches.elseBranch(), defined);
        }
        case Control.Loop loop -> verify(loop.body(), defined);
      }
    }
    for (String output : node.outputs()) {
      if (!output.equals(Node.ABSENT)) {
        define(graph, own, output, "output of node '" + node.name() + "'");
        defined.add(output);
      }
    }
  }

  private static void define(Graph graph, Set<String> own, String value, String what) {
    if (!own.add(value)) {
      throw new UserError(
          "graph '%s' defines value '%s' twice, the second time as %s"
              .formatted(graph.name(), value, what));
    }
  }
}
