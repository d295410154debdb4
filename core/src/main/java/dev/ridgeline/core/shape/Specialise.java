package dev.ridgeline.core.shape;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.TensorType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Binds symbolic dimensions of a graph's inputs and infers every shape anew. */
public final class Specialise {
  private Specialise() {}

  /**
   * The graph with the named symbols bound.
   *
   * @param sizes size by symbol name, each at least 1
   * @throws UserError when a name is no symbol of the graph's inputs
   */
  public static Graph symbols(Graph graph, Map<String, Long> sizes) {
    TreeSet<String> known = new TreeSet<>();
    Map<String, Shape> shapes = new HashMap<>();
    for (String input : graph.inputs()) {
      Shape shape = graph.type(input).shape();
      if (!shape.ranked()) {
        continue;
      }
      for (int i = 0; i < shape.rank(); i++) {
        if (shape.dim(i) instanceof Dim.Symbol(String name)) {
          known.add(name);
          Long size = sizes.get(name);
          if (size != null) {
            shape = shape.with(i, Dim.of(size));
          }
        }
      }
      shapes.put(input, shape);
    }
    for (String name : sizes.keySet()) {
      if (!known.contains(name)) {
        throw new UserError(
            "model '%s' has no symbolic dimension '%s'; %s"
                .formatted(
                    graph.name(),
                    name,
                    known.isEmpty() ? "all its dimensions are fixed" : "it has " + known));
      }
    }
    return inputs(graph, shapes);
  }

  /**
   * The graph with inputs of the given shapes.
   *
   * @throws UserError when an input does not exist or a shape contradicts a fixed dimension
   */
  public static Graph inputs(Graph graph, Map<String, Shape> shapes) {
    Map<String, TensorType> types = new HashMap<>(graph.types());
    for (Map.Entry<String, Shape> entry : shapes.entrySet()) {
      String input = entry.getKey();
      if (!graph.inputs().contains(input)) {
        throw new UserError(
            "model '%s' has no input '%s'; its inputs are %s"
                .formatted(graph.name(), input, graph.inputs()));
      }
      TensorType declared = graph.type(input);
      requireFits(graph, input, declared.shape(), entry.getValue());
      types.put(input, new TensorType(declared.dtype(), entry.getValue()));
    }
    return ShapeInference.infer(graph.withTypes(types));
  }

  private static void requireFits(Graph graph, String input, Shape declared, Shape given) {
    if (!declared.ranked()) {
      return;
    }
    List<Dim> dims = declared.dims();
    boolean fits = given.ranked() && given.rank() == dims.size();
    for (int i = 0; fits && i < dims.size(); i++) {
      fits = !dims.get(i).isKnown() || dims.get(i).equals(given.dim(i));
    }
    if (!fits) {
      throw new UserError(
          "input '%s' of model '%s' has shape %s but got %s"
              .formatted(input, graph.name(), declared, given));
    }
  }
}
