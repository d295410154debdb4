package dev.ridgeline.core.graph;

import dev.ridgeline.core.op.Op;
import dev.ridgeline.core.shape.NodeTypes;
import dev.ridgeline.core.tensor.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Builds a graph node by node; the types of each node's outputs are known as soon as it is added.
 */
public final class GraphBuilder {
  private final String name;
  private final List<String> inputs = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private final List<String> outputs = new ArrayList<>();
  private final Map<String, Constant> constants = new LinkedHashMap<>();
  private final Map<String, TensorType> types = new HashMap<>();
  private final Set<String> nodeNames = new HashSet<>();
  private final NodeTypes inference = new NodeTypes(types, constants);

  public GraphBuilder(String name) {
    this.name = name;
  }

  /** Declares an input and returns its name. */
  public String input(String value, TensorType type) {
    define(value, type);
    inputs.add(value);
    return value;
  }

  /** Adds a constant and returns its name. */
  public String constant(String value, Constant constant) {
    define(value, constant.type());
    constants.put(value, constant);
    return value;
  }

  /**
   * Adds an i64 vector as a literal (a shape, axes, pads) and returns its name, made unique from
   * {@code stem}.
   */
  public String vector(String stem, long... elements) {
    ValueLayout.OfLong i64 =
        ValueLayout.JAVA_LONG_UNALIGNED.withOrder(java.nio.ByteOrder.LITTLE_ENDIAN);
    byte[] bytes = new byte[elements.length * Long.BYTES];
    for (int i = 0; i < elements.length; i++) {
      MemorySegment.ofArray(bytes).set(i64, (long) i * Long.BYTES, elements[i]);
    }
    TensorType type = TensorType.i64(elements.length);
    return constant(
        fresh(stem), new Constant(type, Constant.Role.LITERAL, new ConstantData.Bytes(bytes)));
  }

  /** Adds an f32 scalar as a literal and returns its name, made unique from {@code stem}. */
  public String scalar(String stem, float value) {
    return constant(
        fresh(stem),
        new Constant(TensorType.f32(), Constant.Role.LITERAL, new ConstantData.Filled(value)));
  }

  /**
   * Adds a node with one output, which gets the node's name, made unique; returns the output's
   * name.
   */
  public String add(String stem, Op op, String... nodeInputs) {
    return add(stem, op, Arrays.asList(nodeInputs), 1).getFirst();
  }

  /**
   * Adds a node with {@code outputCount} outputs and returns their names: the node's name, then
   * name:1, name:2, ...
   */
  public List<String> add(String stem, Op op, List<String> nodeInputs, int outputCount) {
    String nodeName = fresh(stem);
    List<String> made = new ArrayList<>();
    for (int i = 0; i < outputCount; i++) {
      made.add(i == 0 ? nodeName : nodeName + ":" + i);
    }
    add(new Node(nodeName, op, nodeInputs, made));
    return made;
  }

  /** Adds a node whose values are named already. */
  public void add(Node node) {
    if (!nodeNames.add(node.name())) {
      throw new IllegalArgumentException("two nodes are named '" + node.name() + "'");
    }
    for (String input : node.inputs()) {
      if (!input.equals(Node.ABSENT) && !types.containsKey(input)) {
        throw new IllegalArgumentException(
            "node '" + node.name() + "' reads '" + input + "', which nothing defines before it");
      }
    }
    List<TensorType> inferred = inference.infer(node);
    for (int i = 0; i < node.outputs().size(); i++) {
      if (!node.outputs().get(i).equals(Node.ABSENT)) {
        define(node.outputs().get(i), inferred.get(i));
      }
    }
    nodes.add(node);
  }

  /** Names {@code value} as the next output. */
  public void output(String value) {
    if (!types.containsKey(value)) {
      throw new IllegalArgumentException("output '" + value + "' is not defined");
    }
    outputs.add(value);
  }

  /** What is known of a value that was added. */
  public TensorType type(String value) {
    TensorType type = types.get(value);
    if (type == null) {
      throw new IllegalArgumentException("'" + value + "' is not defined");
    }
    return type;
  }

  /** A name that nothing has yet: {@code stem}, or stem_2, stem_3, ... */
  public String fresh(String stem) {
    String candidate = stem;
    for (int i = 2; types.containsKey(candidate) || nodeNames.contains(candidate); i++) {
      candidate = stem + "_" + i;
    }
    return candidate;
  }

  /** The graph; verified. */
  public Graph build() {
    Graph graph = new Graph(name, inputs, nodes, outputs, constants, types);
    Verifier.verify(graph);
    return graph;
  }

  private void define(String value, TensorType type) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("a value needs a name");
    }
    if (types.putIfAbsent(value, type) != null) {
      throw new IllegalArgumentException("two values are named '" + value + "'");
    }
  }
}
