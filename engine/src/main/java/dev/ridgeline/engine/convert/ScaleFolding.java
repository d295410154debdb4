package dev.ridgeline.engine.convert;

import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Binary;
import dev.ridgeline.core.op.Contraction;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Layout;
import dev.ridgeline.core.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Folds a product with, or a sum with, one constant a channel into the weights and bias of the
 * convolution or matrix product before it: {@code (w x + b) s + c = (w s) x + (b s + c)}, computed
 * in f64 and rounded once. Results differ from those of the steps by rounding of the weights: at
 * most one unit roundoff a weight.
 */
final class ScaleFolding {
  private final Graph graph;
  private final Map<String, Constant> constants;
  private final Map<String, Integer> uses = new HashMap<>();

  private ScaleFolding(Graph graph) {
    this.graph = graph;
    this.constants = new LinkedHashMap<>(graph.constants());
    graph.nodes().forEach(n -> n.inputs().forEach(i -> uses.merge(i, 1, Integer::sum)));
    graph.outputs().forEach(o -> uses.merge(o, 1, Integer::sum));
  }

  static Graph apply(Graph graph) {
    return new ScaleFolding(graph).folded();
  }

  private Graph folded() {
    Map<String, Integer> maker = new HashMap<>();
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      Optional<Node> merged = Optional.empty();
      for (int i = 0; i < 2 && node.op() instanceof Binary && merged.isEmpty(); i++) {
        Integer at = maker.get(node.input(i));
        if (at != null) {
          merged = merged(nodes.get(at), node, node.input(1 - i));
          if (merged.isPresent()) {
            nodes.set(at, merged.get());
            maker.put(node.output(), at);
          }
        }
      }
      if (merged.isEmpty()) {
        node.outputs().forEach(output -> maker.put(output, nodes.size()));
        nodes.add(node);
      }
    }
    Map<String, dev.ridgeline.core.tensor.TensorType> types = new HashMap<>(graph.types());
    constants.forEach((name, constant) -> types.put(name, constant.type()));
    return new Graph(graph.name(), graph.inputs(), nodes, graph.outputs(), constants, types);
  }

  private Optional<Node> merged(Node product, Node node, String other) {
    boolean multiplies = node.op() == Binary.MUL;
    boolean adds = node.op() == Binary.ADD;
    Shape y = graph.type(product.output()).shape();
    Constant w = product.inputs().size() < 2 ? null : constants.get(product.input(1));
    Constant scale = constants.get(other);
    if ((!multiplies && !adds)
        || !isProduct(product)
        || w == null
        || w.type().dtype() != DType.F32
        || scale == null
        || scale.type().dtype() != DType.F32
        || uses.getOrDefault(product.output(), 0) != 1
        || !y.ranked()
        || !y.equals(graph.type(node.output()).shape())
        || (product.has(2) && !isVector(product.input(2)))) {
      return Optional.empty();
    }
    int channels = Math.toIntExact(w.type().shape().dim(0).size());
    if (!isPerChannel(scale.type().shape(), y.rank(), channels)) {
      return Optional.empty();
    }
    return Optional.of(folded(product, node, w, scale, channels));
  }

  private static boolean isProduct(Node node) {
    return switch (node.op()) {
      case Contraction.Conv conv -> conv.layout() == Layout.NCHW;
      case Contraction.Gemm gemm ->
          gemm.alpha() == 1 && gemm.beta() == 1 && gemm.transposeB() && !gemm.transposeA();
      default -> false;
    };
  }

  private boolean isVector(String bias) {
    Constant constant = constants.get(bias);
    return constant != null
        && constant.type().dtype() == DType.F32
        && constant.type().shape().rank() == 1;
  }

  /** Whether a shape broadcasts along axis 1 of {@code rank} only. */
  private static boolean isPerChannel(Shape shape, int rank, int channels) {
    if (shape.rank() > rank) {
      return false;
    }
    for (int i = 0; i < shape.rank(); i++) {
      Dim dim = shape.dim(i);
      boolean channel = i + rank - shape.rank() == 1 && dim.is(channels);
      if (!dim.is(1) && !channel) {
        return false;
      }
    }
    return true;
  }

  private Node folded(Node product, Node node, Constant w, Constant other, int channels) {
    float[] given = FloatConstants.floats(other);
    float[] bias =
        product.has(2)
            ? FloatConstants.floats(
                Optional.ofNullable(constants.get(product.input(2))).orElseThrow())
            : new float[channels];
    String weights = product.input(1);
    if (node.op() == Binary.MUL) {
      float[] values = FloatConstants.floats(w);
      int run = values.length / channels;
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) ((double) values[i] * given[given.length == 1 ? 0 : i / run]);
      }
      weights = node.output() + "|weights";
      constants.put(weights, FloatConstants.of(values, w.type().shape(), w.role()));
    }
    for (int c = 0; c < channels; c++) {
      double g = given[given.length == 1 ? 0 : c];
      bias[c] = (float) (node.op() == Binary.MUL ? bias[c] * g : bias[c] + g);
    }
    List<String> inputs = new ArrayList<>(List.of(product.input(0), weights));
    if (node.op() == Binary.ADD || product.has(2)) {
      String vector = node.output() + "|bias";
      constants.put(vector, FloatConstants.of(bias, Shape.of(channels), Constant.Role.PARAMETER));
      inputs.add(vector);
    }
    return new Node(product.name(), product.op(), inputs, node.outputs());
  }
}
