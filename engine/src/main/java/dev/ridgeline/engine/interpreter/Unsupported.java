package dev.ridgeline.engine.interpreter;

import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Control;
import dev.ridgeline.core.op.Opaque;
import dev.ridgeline.core.tensor.DType;
import java.util.ArrayList;
import java.util.List;

/**
 * A node, or an input of the graph, that the interpreter does not run, known before anything runs.
 *
 * @param node the node's name
 * @param operator its operator
 * @param reason why
 */
public record Unsupported(String node, String operator, String reason) {

  /** What in {@code graph} and its bodies cannot be run; empty when all can. */
  public static List<Unsupported> in(Graph graph) {
    List<Unsupported> found = new ArrayList<>();
    for (String input : graph.inputs()) {
      type(graph.type(input).dtype())
          .forEach(reason -> found.add(new Unsupported(input, "input", reason)));
    }
    for (Node node : graph.nodes()) {
      switch (node.op()) {
        case Opaque opaque ->
            found.add(new Unsupported(node.name(), opaque.label(), opaque.reason()));
        case Control.If branches -> {
          found.addAll(in(branches.thenBranch()));
          found.addAll(in(branches.elseBranch()));
        }
        case Control.Loop loop -> found.addAll(in(loop.body()));
        default -> {
          for (String output : node.outputs()) {
            type(graph.type(output).dtype())
                .forEach(
                    reason -> found.add(new Unsupported(node.name(), node.op().label(), reason)));
          }
        }
      }
    }
    return List.copyOf(found);
  }

  private static List<String> type(DType dtype) {
    return switch (dtype) {
      case STRING, NON_TENSOR, C64, C128, F8E8M0 ->
          List.of("values of type " + dtype.label() + " are not computed with");
      default -> List.of();
    };
  }
}
