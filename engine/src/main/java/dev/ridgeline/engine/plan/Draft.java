package dev.ridgeline.engine.plan;

import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.engine.kernel.ConvertPlan;
import dev.ridgeline.engine.kernel.Order;
import dev.ridgeline.engine.kernel.Placed;
import dev.ridgeline.engine.kernel.StepPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A plan while it is made: the steps so far, which values there are in which order, and what reads
 * them.
 */
final class Draft {
  final Graph graph;
  private final Map<String, Constant> made = new LinkedHashMap<>();
  private final Map<String, TensorType> temporaries = new LinkedHashMap<>();
  private final Map<String, List<Node>> readers = new HashMap<>();
  private final Set<Placed> there = new HashSet<>();
  private final Set<Node> done = new HashSet<>();
  private final Map<Placed, Placed> views = new LinkedHashMap<>();
  private final List<PlannedStep> steps = new ArrayList<>();

  Draft(Graph graph) {
    this.graph = graph;
    for (Node node : graph.nodes()) {
      node.inputs()
          .forEach(input -> readers.computeIfAbsent(input, _ -> new ArrayList<>()).add(node));
    }
    graph.inputs().forEach(input -> there.add(Placed.rowMajor(input)));
  }

  boolean isDone(Node node) {
    return done.contains(node);
  }

  void finish(Node node) {
    done.add(node);
  }

  List<PlannedStep> steps() {
    return steps;
  }

  Map<Placed, Placed> views() {
    return views;
  }

  /** Constants that the planning made. */
  Map<String, Constant> made() {
    return made;
  }

  /** Values between the steps of one node. */
  Map<String, TensorType> temporaries() {
    return temporaries;
  }

  /** Adds a value between the steps of one node, under a name that nothing has. */
  String temporary(String name, TensorType type) {
    temporaries.put(name, type);
    return name;
  }

  boolean isConstant(String value) {
    return graph.isConstant(value) || made.containsKey(value);
  }

  Constant constant(String value) {
    Constant own = made.get(value);
    Constant given = own == null ? graph.constants().get(value) : own;
    if (given == null) {
      throw new IllegalStateException("'" + value + "' is no constant");
    }
    return given;
  }

  /** Adds a constant under a name that nothing has. */
  Placed make(String name, Constant constant) {
    made.put(name, constant);
    return Placed.rowMajor(name);
  }

  TensorType type(String value) {
    Constant own = made.get(value);
    TensorType between = temporaries.get(value);
    return own != null ? own.type() : between != null ? between : graph.type(value);
  }

  boolean isF32(String value) {
    return type(value).dtype() == DType.F32;
  }

  /** Sizes of a value. */
  int[] dims(String value) {
    long[] sizes = type(value).shape().sizes();
    int[] dims = new int[sizes.length];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = Math.toIntExact(sizes[i]);
    }
    return dims;
  }

  int elements(String value) {
    return Math.toIntExact(type(value).shape().elements());
  }

  /** Whether the value can be read now: an input, a constant, or computed. */
  boolean isThere(String value) {
    return isConstant(value)
        || there.contains(Placed.rowMajor(value))
        || there.contains(Placed.channelsLast(value));
  }

  boolean isThere(Placed value) {
    return there.contains(value);
  }

  /** The only node that reads a value which is no output of the graph. */
  Optional<Node> onlyReader(String value) {
    List<Node> all = readers.getOrDefault(value, List.of());
    return all.size() == 1 && !graph.outputs().contains(value)
        ? Optional.of(all.getFirst())
        : Optional.empty();
  }

  /** Whether both orders of a value's elements are the same in memory. */
  boolean isSameInBoth(String value) {
    int[] dims = dims(value);
    if (dims.length < 3) {
      return true;
    }
    int spatial = 1;
    for (int i = 2; i < dims.length; i++) {
      spatial *= dims[i];
    }
    return spatial == 1 || dims[1] == 1;
  }

  /** The value in an order; converts it where it is not there yet. */
  Placed in(String value, Order order) {
    Placed wanted = new Placed(value, order);
    if (isConstant(value) || there.contains(wanted)) {
      return wanted;
    }
    Placed other =
        new Placed(value, order == Order.ROW_MAJOR ? Order.CHANNELS_LAST : Order.ROW_MAJOR);
    if (!there.contains(other)) {
      throw new IllegalStateException("value '" + value + "' is not there");
    }
    if (isSameInBoth(value)) {
      view(wanted, other);
      return wanted;
    }
    int[] dims = dims(value);
    int spatial = 1;
    for (int i = 2; i < dims.length; i++) {
      spatial *= dims[i];
    }
    int bytes = Math.toIntExact(type(value).bytes() / Math.max(1, elements(value)));
    add(new ConvertPlan(dims[0], dims[1], spatial, bytes, other, wanted), List.of(), "");
    return wanted;
  }

  /** Lets a value stand in the memory of another. */
  void view(Placed value, Placed of) {
    views.put(value, of);
    there.add(value);
  }

  void add(StepPlan step, List<Node> nodes, String note) {
    steps.add(new PlannedStep(step, nodes.stream().map(Node::name).toList(), note));
    there.addAll(step.outputs());
    done.addAll(nodes);
  }
}
