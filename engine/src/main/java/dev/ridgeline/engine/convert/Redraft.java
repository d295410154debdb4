package dev.ridgeline.engine.convert;

import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.GraphBuilder;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Op;
import dev.ridgeline.core.tensor.TensorType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A graph made anew from another, node by node, types inferred. Names of the other graph stay free
 * for what they name there; its constants come along when they are first read.
 */
final class Redraft {
  private final Graph graph;
  private final GraphBuilder builder;
  private final Set<String> reserved = new HashSet<>();
  private final Set<String> defined = new HashSet<>();
  private final Set<String> copied = new HashSet<>();
  private final Map<String, Constant> made = new HashMap<>();

  Redraft(Graph graph) {
    this.graph = graph;
    this.builder = new GraphBuilder(graph.name());
    reserved.addAll(graph.inputs());
    reserved.addAll(graph.constants().keySet());
    for (Node node : graph.nodes()) {
      reserved.add(node.name());
      reserved.addAll(node.outputs());
    }
  }

  /** The graph that this is made from. */
  Graph source() {
    return graph;
  }

  void input(String name, TensorType type) {
    builder.input(name, type);
    defined.add(name);
  }

  /** Takes over all inputs as they are. */
  void inputs() {
    graph.inputs().forEach(name -> input(name, graph.type(name)));
  }

  /** Makes sure that a value of the source that is a constant is one here. */
  String use(String value) {
    Constant constant = graph.constants().get(value);
    if (constant != null && copied.add(value)) {
      builder.constant(value, constant);
    }
    return value;
  }

  Optional<Constant> constant(String value) {
    Constant own = made.get(value);
    return own != null ? Optional.of(own) : Optional.ofNullable(graph.constants().get(value));
  }

  TensorType type(String value) {
    use(value);
    return builder.type(value);
  }

  /** A name that neither this graph nor the source has. */
  String fresh(String stem) {
    String candidate = builder.fresh(stem);
    for (int i = 2; reserved.contains(candidate); i++) {
      candidate = builder.fresh(stem + "_" + i);
    }
    return candidate;
  }

  String constant(String stem, Constant constant) {
    String name = builder.constant(fresh(stem), constant);
    made.put(name, constant);
    return name;
  }

  String vector(String stem, long... elements) {
    return builder.vector(fresh(stem), elements);
  }

  String scalar(String stem, float value) {
    return builder.scalar(fresh(stem), value);
  }

  /** Adds a node in between and returns its value. */
  String step(String stem, Op op, String... inputs) {
    String name = fresh(stem);
    List.of(inputs).forEach(this::use);
    builder.add(new Node(name, op, List.of(inputs), List.of(name)));
    return name;
  }

  /** Adds the node that computes what {@code original} computes. */
  void result(Node original, Op op, String... inputs) {
    keep(new Node(original.name(), op, List.of(inputs), original.outputs()));
  }

  /** Adds a node as it is. */
  void keep(Node node) {
    node.inputs().stream().filter(i -> !i.equals(Node.ABSENT)).forEach(this::use);
    builder.add(node);
    defined.addAll(node.outputs());
  }

  /** Whether an input or a node with a name of the source's made this value. */
  boolean defines(String value) {
    return defined.contains(value);
  }

  void output(String value) {
    builder.output(use(value));
  }

  /** The graph; verified. */
  Graph build() {
    return builder.build();
  }
}
