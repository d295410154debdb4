package dev.ridgeline.formats.onnx;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.ConstantData;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Op;
import dev.ridgeline.core.op.Opaque;
import dev.ridgeline.core.shape.SmallIntegers;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.formats.file.Quote;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One ONNX node while it is lifted: its inputs, attributes and version, and the means to put nodes
 * into the graph in its place.
 */
final class NodeLift {
  private final GraphLift graph;
  private final OnnxNode node;
  private final Map<String, Long> opsets;
  private final Attributes attributes;
  private final String name;

  NodeLift(GraphLift graph, OnnxNode node, Map<String, Long> opsets) {
    this.graph = graph;
    this.node = node;
    this.opsets = opsets;
    this.attributes = new Attributes(node);
    String given = node.name();
    if (given.isEmpty()) {
      String output = node.outputs().stream().filter(o -> !o.isEmpty()).findFirst().orElse("");
      given = node.type() + (output.isEmpty() ? "" : "_" + output);
    }
    this.name = given.isEmpty() ? "node" : given;
  }

  String type() {
    return node.type();
  }

  OnnxNode node() {
    return node;
  }

  GraphLift graph() {
    return graph;
  }

  Map<String, Long> opsets() {
    return opsets;
  }

  /** The version of the operator set that the node is written for. */
  long version() {
    return opsets.getOrDefault(node.domain(), opsets.getOrDefault("ai.onnx", 1L));
  }

  Attributes attributes() {
    return attributes;
  }

  int inputCount() {
    return node.inputs().size();
  }

  boolean has(int index) {
    return index < node.inputs().size() && !node.inputs().get(index).isEmpty();
  }

  /** The name of input {@code index}; {@link Node#ABSENT} when it is left out. */
  String in(int index) {
    return index < node.inputs().size() ? node.inputs().get(index) : Node.ABSENT;
  }

  /** The name of input {@code index}, which must be there. */
  String need(int index) {
    if (!has(index)) {
      throw fail("input %d is missing".formatted(index));
    }
    return in(index);
  }

  TensorType type(int index) {
    return graph.type(in(index));
  }

  Shape shape(int index) {
    return type(index).shape();
  }

  /** The rank of input {@code index}, which this form of the operator needs to know. */
  int rank(int index) {
    if (!shape(index).ranked()) {
      throw new NotFollowed(
          "the rank of input %d is not known, which %s at version %d needs"
              .formatted(index, type(), version()));
    }
    return shape(index).rank();
  }

  /** The element type of input {@code index}, which this form of the operator needs to know. */
  DType dtype(int index) {
    DType dtype = type(index).dtype();
    if (dtype == DType.UNKNOWN) {
      throw new NotFollowed("the element type of input %d is not known".formatted(index));
    }
    return dtype;
  }

  /** Whether output {@code index} is wanted. */
  boolean wants(int index) {
    return index < node.outputs().size() && !node.outputs().get(index).isEmpty();
  }

  int outputCount() {
    return node.outputs().size();
  }

  /** The elements of input {@code index} when it is a small constant of integers. */
  Optional<List<Long>> integers(int index) {
    Constant constant = graph.visibleConstants().get(in(index));
    return constant == null ? Optional.empty() : SmallIntegers.of(constant);
  }

  /** Input {@code index}, left out when it is a constant without elements. */
  String unlessEmpty(int index) {
    Constant constant = graph.visibleConstants().get(in(index));
    return constant != null && constant.elements() == 0 ? Node.ABSENT : in(index);
  }

  /** Puts {@code op} in this node's place, with this node's inputs and outputs. */
  void emit(Op op) {
    emit(op, node.inputs());
  }

  /** Puts {@code op} in this node's place, with this node's outputs. */
  void emit(Op op, String... inputs) {
    emit(op, Arrays.asList(inputs));
  }

  void emit(Op op, List<String> inputs) {
    emit(op, inputs, node.outputs());
  }

  void emit(Op op, List<String> inputs, List<String> outputs) {
    if (outputs.stream().allMatch(String::isEmpty)) {
      throw fail("it has no outputs");
    }
    graph.add(new Node(graph.nodeName(name), op, trimmed(inputs), trimmed(outputs)));
  }

  /** Adds a node before this one's place and returns the name of its output. */
  String step(Op op, String... inputs) {
    String output = graph.context().fresh(name + "/" + op.label());
    graph.add(
        new Node(graph.nodeName(output), op, trimmed(Arrays.asList(inputs)), List.of(output)));
    return output;
  }

  /** A name for a value between the nodes that replace this one. */
  String inner(String what) {
    return graph.context().fresh(name + "/" + what);
  }

  private static List<String> trimmed(List<String> values) {
    int size = values.size();
    while (size > 0 && values.get(size - 1).isEmpty()) {
      size--;
    }
    return values.subList(0, size);
  }

  /** An i64 vector as a literal. */
  String vector(String what, List<Long> elements) {
    return literal(what, Literals.longs(Shape.of(elements.size()), elements));
  }

  /** An f32 vector as a literal. */
  String floats(String what, List<Float> elements) {
    return literal(what, Literals.floats(Shape.of(elements.size()), elements));
  }

  /** A scalar of type {@code dtype} as a literal. */
  String scalar(String what, DType dtype, double value) {
    return literal(
        what, Literals.of(new TensorType(dtype, Shape.scalar()), new ConstantData.Filled(value)));
  }

  private String literal(String what, Constant constant) {
    String value = inner(what);
    graph.constant(value, constant, ConstantRoles.Origin.CONSTANT_NODE);
    return value;
  }

  /** Makes the node's output the constant. */
  void constant(Constant constant, ConstantRoles.Origin origin) {
    graph.constant(node.outputs().getFirst(), constant, origin);
  }

  /** The graph that attribute {@code key} holds, with inputs of the {@code given} types. */
  Graph body(String key, List<TensorType> given) {
    return graph.body(attributes.graph(key), opsets, name + "." + key, given);
  }

  /** Keeps the node as it is. */
  void opaque(String reason) {
    if (node.outputs().stream().allMatch(String::isEmpty)) {
      throw fail("it has no outputs");
    }
    emit(
        new Opaque(
            node.domain(),
            node.type().isEmpty() ? "unnamed" : node.type(),
            version(),
            new OnnxPayload(node.encoded(), graph.context().encodedFunctions()),
            reason));
  }

  /** An error of the model, with the node's name. */
  UserError fail(String what) {
    return new UserError(
        "node '%s' (%s): %s".formatted(Quote.of(name), Quote.of(node.type()), what));
  }
}
