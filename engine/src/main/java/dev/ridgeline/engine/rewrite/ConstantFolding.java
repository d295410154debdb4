package dev.ridgeline.engine.rewrite;

import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.ConstantData;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Control;
import dev.ridgeline.core.op.Generate;
import dev.ridgeline.core.op.Movement;
import dev.ridgeline.core.op.Opaque;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.engine.interpreter.Interpreter;
import dev.ridgeline.engine.interpreter.Unsupported;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Computes nodes whose inputs are all constants, by the interpreter, and those that ask for a known
 * shape, and puts constants in their place. Random numbers are left, and results of more than
 * {@value #MOST_BYTES} bytes.
 */
final class ConstantFolding {
  private static final long MOST_BYTES = 64L << 20;

  private ConstantFolding() {}

  static Graph apply(Graph graph) {
    Map<String, Constant> constants = new LinkedHashMap<>(graph.constants());
    Map<String, TensorType> types = new HashMap<>(graph.types());
    List<Node> kept = new ArrayList<>();
    for (Node node : graph.nodes()) {
      if (!folds(graph, node, constants)) {
        kept.add(node);
        continue;
      }
      Map<String, Tensor> results =
          isShape(node) ? shape(node, types) : run(node, constants, types);
      results.forEach((name, tensor) -> {
        byte[] bytes = tensor.data().toArray(ValueLayout.JAVA_BYTE);
        types.put(name, tensor.type());
        constants.put(
            name,
            new Constant(tensor.type(), Constant.Role.LITERAL, new ConstantData.Bytes(bytes)));
      });
    }
    return kept.size() == graph.nodes().size()
        ? graph
        : GraphEdit.with(graph, kept, constants, types);
  }

  private static boolean folds(Graph graph, Node node, Map<String, Constant> constants) {
    boolean pure =
        switch (node.op()) {
          case Opaque _, Control _, Generate.RandomTensor _, Generate.Bernoulli _ -> false;
          default -> true;
        };
    boolean known =
        isShape(node)
            ? graph.type(node.input(0)).isKnown()
            : node.inputs().stream()
                .allMatch(i -> i.equals(Node.ABSENT) || constants.containsKey(i));
    return pure
        && known
        && node.outputs().stream()
            .filter(o -> !o.equals(Node.ABSENT))
            .allMatch(o -> graph.type(o).isKnown() && graph.type(o).bytes() <= MOST_BYTES);
  }

  private static boolean isShape(Node node) {
    return node.op() instanceof Movement.ShapeOf || node.op() instanceof Movement.SizeOf;
  }

  private static Map<String, Tensor> shape(Node node, Map<String, TensorType> types) {
    Shape shape = Objects.requireNonNull(types.get(node.input(0))).shape();
    if (node.op() instanceof Movement.ShapeOf part) {
      long[] sizes = shape.sizes();
      int start = bounded(part.start(), sizes.length);
      long[] wanted =
          Arrays.copyOfRange(sizes, start, Math.max(start, bounded(part.end(), sizes.length)));
      return Map.of(node.output(), Tensor.of(wanted, wanted.length));
    }
    return Map.of(node.output(), Tensor.of(new long[] {shape.elements()}));
  }

  /** An axis as ONNX gives it: counted from the end if negative, and brought into bounds. */
  private static int bounded(int axis, int rank) {
    return Math.clamp(axis < 0 ? (long) axis + rank : axis, 0, rank);
  }

  private static Map<String, Tensor> run(
      Node node, Map<String, Constant> constants, Map<String, TensorType> types) {
    Map<String, Constant> operands = new LinkedHashMap<>();
    for (int i = 0; i < node.inputs().size(); i++) {
      if (node.has(i)) {
        operands.put(node.input(i), constants.get(node.input(i)));
      }
    }
    List<String> outputs = node.outputs().stream().filter(o -> !o.equals(Node.ABSENT)).toList();
    Graph alone = new Graph("folded", List.of(), List.of(node), outputs, operands, types);
    if (!Unsupported.in(alone).isEmpty()) {
      throw new IllegalStateException("node '" + node.name() + "' cannot be folded");
    }
    try (Interpreter interpreter = Interpreter.of(alone, 1)) {
      return interpreter.run(Map.of());
    }
  }
}
