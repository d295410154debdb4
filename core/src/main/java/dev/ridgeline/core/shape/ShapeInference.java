package dev.ridgeline.core.shape;

import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Infers the type of every value of a graph from its inputs and constants. What a file declares is
 * used only where inference knows less.
 */
public final class ShapeInference {
  private ShapeInference() {}

  /**
   * The graph with the types of all values as far as they can be known.
   *
   * @throws dev.ridgeline.core.UserError when the shapes of a node's inputs cannot be its
   *     operator's
   */
  public static Graph infer(Graph graph) {
    Map<String, TensorType> types = new HashMap<>();
    inferInto(graph, types, graph.constants(), List.of());
    return graph.withTypes(types);
  }

  /**
   * Adds the types of the values of {@code graph} to {@code types}, which may hold those of a graph
   * around it; returns the types of {@code wanted}.
   */
  static List<TensorType> inferInto(
      Graph graph,
      Map<String, TensorType> types,
      Map<String, Constant> constants,
      List<String> wanted) {
    for (String input : graph.inputs()) {
      types.put(input, graph.type(input));
    }
    graph.constants().forEach((value, constant) -> types.put(value, constant.type()));
    NodeTypes inference = new NodeTypes(types, constants);
    for (Node node : graph.nodes()) {
      List<TensorType> inferred = inference.infer(node);
      for (int i = 0; i < node.outputs().size(); i++) {
        String output = node.outputs().get(i);
        if (!output.equals(Node.ABSENT)) {
          types.put(output, orDeclared(inferred.get(i), graph.type(output)));
        }
      }
    }
    List<TensorType> result = new ArrayList<>();
    for (String value : wanted) {
      result.add(types.getOrDefault(value, TensorType.unknown()));
    }
    return result;
  }

  private static TensorType orDeclared(TensorType inferred, TensorType declared) {
    DType dtype = inferred.dtype() == DType.UNKNOWN ? declared.dtype() : inferred.dtype();
    return new TensorType(dtype, inferred.shape().ranked() ? inferred.shape() : declared.shape());
  }
}
