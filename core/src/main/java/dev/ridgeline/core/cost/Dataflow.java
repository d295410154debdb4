package dev.ridgeline.core.cost;

import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Control;
import dev.ridgeline.core.op.Movement;
import dev.ridgeline.core.op.Normalise;
import dev.ridgeline.core.op.Unary;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the ledger needs to know of where values come from: which are fixed before running, which
 * share memory, which need gradients.
 */
final class Dataflow {
  private final Graph graph;
  private final Set<String> fixed = new HashSet<>();
  private final Map<String, String> root = new HashMap<>();
  private final Set<String> needsGradient = new HashSet<>();
  private final Map<String, Integer> gradientUses = new HashMap<>();

  Dataflow(Graph graph, boolean inputGradient) {
    this.graph = graph;
    fixed.addAll(graph.constants().keySet());
    graph
        .constants()
        .forEach((value, constant) -> {
          if (constant.role() == Constant.Role.PARAMETER && constant.type().dtype().isFloat()) {
            needsGradient.add(value);
          }
        });
    if (inputGradient) {
      graph.inputs().stream()
          .filter(i -> graph.type(i).dtype().isFloat())
          .forEach(needsGradient::add);
    }
    graph.nodes().forEach(this::visit);
  }

  private void visit(Node node) {
    boolean readsShapeOnly =
        node.op() instanceof Movement.ShapeOf || node.op() instanceof Movement.SizeOf;
    boolean allFixed =
        node.inputs().stream().allMatch(v -> v.equals(Node.ABSENT) || fixed.contains(v));
    if ((allFixed && !(node.op() instanceof Control))
        || (readsShapeOnly && graph.type(node.input(0)).shape().isKnown())) {
      fixed.addAll(node.outputs());
    }
    if (isView(node)) {
      root.put(node.output(), root(node.input(0)));
    }
    boolean differentiable =
        !readsShapeOnly && node.inputs().stream().anyMatch(needsGradient::contains);
    if (differentiable) {
      for (String output : node.outputs()) {
        if (graph.type(output).dtype().isFloat()) {
          needsGradient.add(output);
        }
      }
      if (needsGradient.contains(node.output())) {
        node.inputs().stream()
            .filter(this::needsGradient)
            .forEach(v -> gradientUses.merge(v, 1, Integer::sum));
      }
    }
  }

  /** Whether the output is the input's memory under another shape. */
  static boolean isView(Node node) {
    return switch (node.op()) {
      case Movement.Reshape _,
          Movement.Flatten _,
          Movement.Squeeze _,
          Movement.Unsqueeze _,
          Normalise.Dropout _ ->
          true;
      case Unary unary -> unary == Unary.Function.IDENTITY;
      default -> false;
    };
  }

  /**
   * Whether the value does not depend on the network's inputs, so that it is computed once, before
   * running.
   */
  boolean isFixed(String value) {
    return fixed.contains(value);
  }

  /** The value whose memory {@code value} is. */
  String root(String value) {
    return root.getOrDefault(value, value);
  }

  /** Whether training needs the gradient of the value. */
  boolean needsGradient(String value) {
    return needsGradient.contains(value);
  }

  /** Gradients that arrive at a value beyond the first, each of which is added. */
  int accumulations(String value) {
    return Math.max(0, gradientUses.getOrDefault(value, 1) - 1);
  }

  long bytes(String value) {
    return value.equals(Node.ABSENT) ? 0 : graph.type(value).bytes();
  }
}
