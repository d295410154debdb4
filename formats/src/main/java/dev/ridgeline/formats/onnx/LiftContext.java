package dev.ridgeline.formats.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What all graphs of one model share while they are lifted: versions, functions, names. */
final class LiftContext {
  /** Most nodes after inlining. */
  private static final int MAX_NODES = 2_000_000;

  /** Most values that bodies copy from the graphs around them, over all bodies. */
  private static final long MAX_CAPTURES = 20_000_000;

  /** Deepest chain of functions that call each other. */
  private static final int MAX_FUNCTION_DEPTH = 32;

  private final OnnxModel model;
  private final TensorConstants tensors;
  private final Map<String, OnnxFunction> functions = new HashMap<>();
  private final Set<String> names = new HashSet<>();
  private final Map<String, Integer> counters = new HashMap<>();
  private int nodes;
  private long captures;
  private int functionDepth;

  LiftContext(OnnxModel model, TensorConstants tensors) {
    this.model = model;
    this.tensors = tensors;
    for (OnnxFunction function : model.functions()) {
      functions.put(function.domain() + ":" + function.name(), function);
    }
    reserve(model.graph());
  }

  TensorConstants tensors() {
    return tensors;
  }

  Map<String, Long> opsets() {
    return model.opsets();
  }

  /** The model-local function that {@code node} calls, or nothing. */
  List<OnnxFunction> function(OnnxNode node) {
    OnnxFunction function = functions.get(node.domain() + ":" + node.type());
    return function == null ? List.of() : List.of(function);
  }

  List<Span> encodedFunctions() {
    return model.functions().stream().map(OnnxFunction::encoded).toList();
  }

  void countNode() {
    if (++nodes > MAX_NODES) {
      throw new MalformedOnnx("it has more than " + MAX_NODES + " nodes with functions inlined");
    }
  }

  /** Called on the way into a function; functions that call themselves are refused. */
  void enterFunction() {
    if (++functionDepth > MAX_FUNCTION_DEPTH) {
      throw new MalformedOnnx(
          "its functions call each other more than " + MAX_FUNCTION_DEPTH + " deep");
    }
  }

  void leaveFunction() {
    functionDepth--;
  }

  void countCaptures(int values) {
    captures += values;
    if (captures > MAX_CAPTURES) {
      throw new MalformedOnnx("its branches and loops nest too many values");
    }
  }

  /** A name that nothing in the model has: {@code stem}, or stem_2, stem_3, ... */
  String fresh(String stem) {
    if (names.add(stem)) {
      return stem;
    }
    int i = counters.getOrDefault(stem, 1);
    String candidate;
    do {
      i++;
      candidate = stem + "_" + i;
    } while (!names.add(candidate));
    counters.put(stem, i);
    return candidate;
  }

  private void reserve(OnnxGraph graph) {
    graph.inputs().forEach(v -> names.add(v.name()));
    graph.initializers().forEach(t -> names.add(t.name()));
    graph.sparse().forEach(t -> names.add(t.name()));
    for (OnnxNode node : graph.nodes()) {
      names.addAll(node.inputs());
      names.addAll(node.outputs());
      bodies(node).forEach(this::reserve);
    }
  }

  /** The graphs that the node's attributes hold. */
  static List<OnnxGraph> bodies(OnnxNode node) {
    List<OnnxGraph> bodies = new ArrayList<>();
    node.attributes().forEach(a -> bodies.addAll(a.graphs()));
    return bodies;
  }
}
