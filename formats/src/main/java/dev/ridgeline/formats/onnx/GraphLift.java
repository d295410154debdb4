package dev.ridgeline.formats.onnx;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.shape.NodeTypes;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.formats.file.Quote;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One ONNX graph on its way to a {@link Graph}: nodes are lifted in order, and each value's type is
 * inferred as soon as its node is there, so that lifters can ask for ranks.
 */
final class GraphLift {
  private final LiftContext context;
  private final String name;
  private final Map<String, TensorType> types;
  private final Map<String, Constant> visibleConstants;
  private final Map<String, ConstantRoles.Origin> origins = new HashMap<>();
  private final Map<String, Constant> constants = new LinkedHashMap<>();
  private final Map<String, TensorType> declared = new HashMap<>();
  private final Map<String, TensorType> given = new HashMap<>();
  private final Set<String> own = new HashSet<>();
  private final Set<String> nodeNames = new HashSet<>();
  private final List<Node> nodes = new ArrayList<>();
  private final List<String> inputs = new ArrayList<>();
  private final NodeTypes inference;

  private GraphLift(
      LiftContext context,
      String name,
      Map<String, TensorType> outerTypes,
      Map<String, Constant> outerConstants) {
    this.context = context;
    this.name = name;
    this.types = new HashMap<>(outerTypes);
    this.visibleConstants = new HashMap<>(outerConstants);
    this.inference = new NodeTypes(types, visibleConstants);
  }

  /** The model's graph. */
  static Graph lift(LiftContext context, OnnxGraph graph, String name) {
    return new GraphLift(context, name, Map.of(), Map.of()).run(graph, context.opsets());
  }

  /**
   * A graph in an attribute, which may read this graph's values.
   *
   * @param given types of the body's inputs, for those that the file leaves out
   */
  Graph body(OnnxGraph graph, Map<String, Long> opsets, String bodyName, List<TensorType> given) {
    context.countCaptures(types.size());
    GraphLift body = new GraphLift(context, bodyName, types, visibleConstants);
    for (int i = 0; i < Math.min(given.size(), graph.inputs().size()); i++) {
      body.given.put(graph.inputs().get(i).name(), given.get(i));
    }
    return body.run(graph, opsets);
  }

  private Graph run(OnnxGraph graph, Map<String, Long> opsets) {
    graph.values().forEach(v -> declared.put(v.name(), v.type()));
    graph.outputs().forEach(v -> declared.put(v.name(), v.type()));
    for (OnnxTensor tensor : graph.initializers()) {
      initializer(tensor, opsets);
    }
    graph.sparse().forEach(s -> opaqueConstant(ConstantNodes.sparse(s), opsets));
    for (OnnxValueInfo input : graph.inputs()) {
      // Up to IR version 3 initialisers are listed as inputs too.
      if (!own.contains(input.name())) {
        define(
            input.name(),
            input.type().dtype() == DType.UNKNOWN
                ? given.getOrDefault(input.name(), input.type())
                : input.type());
        inputs.add(input.name());
      }
    }
    for (OnnxNode node : NodeOrder.sorted(graph, types.keySet())) {
      lift(node, opsets);
    }
    List<String> outputs = graph.outputs().stream().map(OnnxValueInfo::name).toList();
    for (String output : outputs) {
      if (!types.containsKey(output)) {
        throw new UserError("output '%s' is not defined by any node".formatted(Quote.of(output)));
      }
    }
    return finish(outputs, graph);
  }

  private Graph finish(List<String> outputs, OnnxGraph graph) {
    Map<String, Constant> kept = ConstantRoles.assign(constants, origins, nodes);
    Set<String> used = new HashSet<>(outputs);
    NodeOrder.captures(graph.nodes(), used);
    nodes.forEach(n -> used.addAll(n.inputs()));
    kept.keySet().retainAll(used);
    Map<String, TensorType> ownTypes = new HashMap<>();
    own.removeIf(value -> constants.containsKey(value) && !kept.containsKey(value));
    own.forEach(value -> ownTypes.put(value, types.getOrDefault(value, TensorType.unknown())));
    return new Graph(name, inputs, nodes, outputs, kept, ownTypes);
  }

  private void initializer(OnnxTensor tensor, Map<String, Long> opsets) {
    if (tensor.dtype() == ElementTypes.code(DType.STRING)) {
      declared.put(tensor.name(), TensorConstants.type(tensor));
      opaqueConstant(ConstantNodes.strings(tensor), opsets);
      return;
    }
    constant(tensor.name(), context.tensors().constant(tensor), ConstantRoles.Origin.INITIALIZER);
  }

  /** Keeps an initialiser that is no dense tensor of numbers as an opaque node. */
  private void opaqueConstant(Span node, Map<String, Long> opsets) {
    OnnxNode constant = OnnxNode.parse(WireReader.of(node));
    new NodeLift(this, constant, opsets).opaque("it is no dense tensor of numbers");
  }

  private void lift(OnnxNode node, Map<String, Long> opsets) {
    NodeLift lift = new NodeLift(this, node, opsets);
    int nodesBefore = nodes.size();
    try {
      Operators.lift(lift);
    } catch (NotFollowed e) {
      while (nodes.size() > nodesBefore) {
        forget(nodes.removeLast());
      }
      lift.opaque(String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
      throw lift.fail(String.valueOf(e.getMessage()));
    }
  }

  private void forget(Node node) {
    nodeNames.remove(node.name());
    for (String output : node.outputs()) {
      own.remove(output);
      types.remove(output);
    }
  }

  LiftContext context() {
    return context;
  }

  TensorType type(String value) {
    return types.getOrDefault(value, TensorType.unknown());
  }

  Map<String, Constant> visibleConstants() {
    return visibleConstants;
  }

  void constant(String value, Constant constant, ConstantRoles.Origin origin) {
    define(value, constant.type());
    constants.put(value, constant);
    visibleConstants.put(value, constant);
    origins.put(value, origin);
  }

  /** Adds a node; its output types are inferred, or taken from the file where that says more. */
  void add(Node node) {
    context.countNode();
    for (String input : node.inputs()) {
      if (!input.equals(Node.ABSENT) && !types.containsKey(input)) {
        throw new UserError(
            "node '%s' (%s) reads '%s', which nothing defines before it"
                .formatted(Quote.of(node.name()), node.op().label(), Quote.of(input)));
      }
    }
    List<TensorType> inferred = inference.infer(node);
    for (int i = 0; i < node.outputs().size(); i++) {
      String output = node.outputs().get(i);
      if (!output.equals(Node.ABSENT)) {
        define(output, merge(inferred.get(i), output));
      }
    }
    nodes.add(node);
  }

  private TensorType merge(TensorType inferred, String output) {
    TensorType said = declared.getOrDefault(output, TensorType.unknown());
    return new TensorType(
        inferred.dtype() == DType.UNKNOWN ? said.dtype() : inferred.dtype(),
        inferred.shape().ranked() ? inferred.shape() : said.shape());
  }

  String nodeName(String stem) {
    String unique = stem;
    while (!nodeNames.add(unique)) {
      unique = context.fresh(stem);
    }
    return unique;
  }

  private void define(String value, TensorType type) {
    if (value.isEmpty()) {
      throw new UserError("graph '%s' has an input or a tensor without a name".formatted(name));
    }
    if (!own.add(value)) {
      throw new UserError("value '%s' is defined twice".formatted(Quote.of(value)));
    }
    requireModest(value, type);
    types.put(value, type);
  }

  /** Refuses sizes with which later products could overflow. */
  private static void requireModest(String value, TensorType type) {
    double elements = 1;
    for (Dim dim : type.shape().dims()) {
      elements *= dim instanceof Dim.Known(long size) ? Math.max(1, size) : 1;
    }
    if (elements > TensorConstants.MAX_ELEMENTS) {
      throw new UserError(
          "value '%s' has shape %s: more than the %d elements that a value can have"
              .formatted(
                  Quote.of(value),
                  Quote.of(type.shape().toString()),
                  TensorConstants.MAX_ELEMENTS));
    }
  }
}
