package dev.ridgeline.core.graph;

import dev.ridgeline.core.tensor.TensorType;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network as data flow: values are names, each defined once, by an input, a constant or a node;
 * nodes stand in an order in which every value is defined before it is used. Immutable: passes
 * return new graphs.
 *
 * @param name what the user calls it
 * @param inputs values that the caller gives, in order
 * @param nodes the computation, in topological order
 * @param outputs names of the values that the caller gets, in order
 * @param constants values that stand in the graph, by name
 * @param types what is known of each value, by name; inputs and constants always, others after
 *     shape inference or where a file declares them
 */
public record Graph(
    String name,
    List<String> inputs,
    List<Node> nodes,
    List<String> outputs,
    Map<String, Constant> constants,
    Map<String, TensorType> types) {

  public Graph {
    inputs = List.copyOf(inputs);
    nodes = List.copyOf(nodes);
    outputs = List.copyOf(outputs);
    constants = Collections.unmodifiableMap(new LinkedHashMap<>(constants));
    types = Collections.unmodifiableMap(new HashMap<>(types));
  }

  /** What is known of value {@code value}; {@link TensorType#unknown()} when nothing is. */
  public TensorType type(String value) {
    TensorType type = types.get(value);
    return type == null ? TensorType.unknown() : type;
  }

  public boolean isConstant(String value) {
    return constants.containsKey(value);
  }

  /** Sum of the elements of all constants with role {@link Constant.Role#PARAMETER}. */
  public long parameters() {
    long sum = 0;
    for (Constant constant : constants.values()) {
      if (constant.role() == Constant.Role.PARAMETER) {
        sum = Math.addExact(sum, constant.elements());
      }
    }
    return sum;
  }

  /** The same graph under another name. */
  public Graph named(String newName) {
    return new Graph(newName, inputs, nodes, outputs, constants, types);
  }

  public Graph withTypes(Map<String, TensorType> newTypes) {
    return new Graph(name, inputs, nodes, outputs, constants, newTypes);
  }
}
