package dev.ridgeline.engine.rewrite;

import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.ConstantData;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Contraction;
import dev.ridgeline.core.op.Normalise;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Folds batch normalisation in inference form into the convolution before it: {@code w' = w * s},
 * {@code b' = (b - mean) * s + bias} with {@code s = scale / sqrt(variance + epsilon)} for each
 * output channel, computed in f64 and rounded once. The results differ from those of the two steps
 * by rounding of the weights: at most one unit roundoff a weight.
 */
final class BatchNormFolding {
  private final Graph graph;
  private final Map<String, Constant> constants;
  private final Map<String, TensorType> types;
  private final Map<String, Integer> uses;

  private BatchNormFolding(Graph graph) {
    this.graph = graph;
    this.constants = new LinkedHashMap<>(graph.constants());
    this.types = new HashMap<>(graph.types());
    this.uses = GraphEdit.uses(graph);
  }

  static Graph apply(Graph graph) {
    return GraphEdit.hasControl(graph) ? graph : new BatchNormFolding(graph).folded();
  }

  private Graph folded() {
    Map<String, Integer> maker = new HashMap<>();
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      Integer at = maker.get(node.input(0));
      if (at != null && isFoldable(nodes.get(at), node)) {
        nodes.set(at, merged(nodes.get(at), node));
        maker.put(node.output(), at);
        continue;
      }
      node.outputs().forEach(output -> maker.put(output, nodes.size()));
      nodes.add(node);
    }
    return GraphEdit.with(graph, nodes, constants, types);
  }

  private boolean isFoldable(Node conv, Node norm) {
    return conv.op() instanceof Contraction.Conv
        && norm.op() instanceof Normalise.BatchNorm bn
        && !bn.training()
        && uses.getOrDefault(conv.output(), 0) == 1
        && isFloat(conv.input(1))
        && (!conv.has(2) || isFloat(conv.input(2)))
        && norm.inputs().subList(1, 5).stream().allMatch(this::isFloat);
  }

  private boolean isFloat(String name) {
    Constant constant = constants.get(name);
    return constant != null && constant.type().dtype() == DType.F32;
  }

  private Node merged(Node conv, Node norm) {
    Normalise.BatchNorm bn = (Normalise.BatchNorm) norm.op();
    String w = conv.input(1) + "|" + norm.name();
    String b = norm.output() + "|bias";
    Constant oldW = constant(conv.input(1));
    List<Constant> parts = norm.inputs().subList(1, 5).stream().map(this::constant).toList();
    List<Constant> oldBias = conv.has(2) ? List.of(constant(conv.input(2))) : List.of();
    int outputs = Math.toIntExact(oldW.type().shape().dim(0).size());
    TensorType vector = TensorType.f32(outputs);
    double epsilon = bn.epsilon();
    put(w, oldW.type(), oldW.role(), _ -> weights(oldW, scales(parts, epsilon)));
    put(b, vector, Constant.Role.PARAMETER, _ -> biases(parts, oldBias, scales(parts, epsilon)));
    return new Node(conv.name(), conv.op(), List.of(conv.input(0), w, b), List.of(norm.output()));
  }

  private Constant constant(String name) {
    Constant constant = constants.get(name);
    if (constant == null) {
      throw new IllegalStateException("'" + name + "' is no constant");
    }
    return constant;
  }

  private void put(String name, TensorType type, Constant.Role role, ConstantData.Decoder decoder) {
    constants.put(name, new Constant(type, role, new ConstantData.Deferred(decoder)));
    types.put(name, type);
  }

  private static double[] scales(List<Constant> parts, double epsilon) {
    Tensor scale = parts.get(0).tensor();
    Tensor variance = parts.get(3).tensor();
    double[] s = new double[Math.toIntExact(parts.get(0).elements())];
    for (int i = 0; i < s.length; i++) {
      s[i] = scale.floatAt(i) / Math.sqrt(variance.floatAt(i) + epsilon);
    }
    return s;
  }

  private static MemorySegment weights(Constant old, double[] s) {
    Tensor w = old.tensor();
    float[] scaled = new float[Math.toIntExact(old.elements())];
    int run = scaled.length / s.length;
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = (float) (w.floatAt(i) * s[i / run]);
    }
    return MemorySegment.ofArray(scaled);
  }

  private static MemorySegment biases(List<Constant> parts, List<Constant> old, double[] s) {
    Tensor bias = parts.get(1).tensor();
    Tensor mean = parts.get(2).tensor();
    float[] b = new float[s.length];
    for (int i = 0; i < s.length; i++) {
      double before = old.isEmpty() ? 0 : old.getFirst().tensor().floatAt(i);
      b[i] = (float) ((before - mean.floatAt(i)) * s[i] + bias.floatAt(i));
    }
    return MemorySegment.ofArray(b);
  }
}
