package dev.ridgeline.formats.tflite;

import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Binary;
import dev.ridgeline.core.op.Contraction;
import dev.ridgeline.core.op.Op;
import dev.ridgeline.core.op.Pool;
import dev.ridgeline.core.op.Unary;
import dev.ridgeline.core.tensor.DType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which activations on reals are written as part of the operator before them. */
final class FusedActivations {
  private final Graph graph;
  private final Map<String, Node> byInput = new HashMap<>();
  private final Set<Node> fused = new HashSet<>();

  FusedActivations(Graph graph) {
    this.graph = graph;
    Map<String, Integer> uses = new HashMap<>();
    graph.nodes().forEach(n -> n.inputs().forEach(i -> uses.merge(i, 1, Integer::sum)));
    graph.outputs().forEach(o -> uses.merge(o, 1, Integer::sum));
    Map<String, Op> makers = new HashMap<>();
    for (Node node : graph.nodes()) {
      node.outputs().forEach(o -> makers.put(o, node.op()));
      Op maker = node.inputs().isEmpty() ? null : makers.get(node.input(0));
      if (maker != null
          && fusable(maker)
          && uses.getOrDefault(node.input(0), 0) == 1
          && graph.type(node.input(0)).dtype() == DType.F32
          && code(node).isPresent()) {
        byInput.put(node.input(0), node);
        fused.add(node);
      }
    }
  }

  private static boolean fusable(Op op) {
    return switch (op) {
      case Contraction.Conv _, Contraction.Gemm _, Pool.MaxPool _, Pool.AveragePool _ -> true;
      case Binary b -> b == Binary.ADD || b == Binary.SUB || b == Binary.MUL || b == Binary.DIV;
      default -> false;
    };
  }

  /** The number of an activation that kernels fuse. */
  Optional<Integer> code(Node node) {
    if (node.op() == Unary.Function.RELU) {
      return Optional.of(Activation.RELU);
    }
    if (!(node.op() instanceof Unary.Clip) || !node.has(1) || !node.has(2)) {
      return Optional.empty();
    }
    Optional<Float> least = scalar(node.input(1));
    Optional<Float> most = scalar(node.input(2));
    if (least.equals(Optional.of(0f)) && most.equals(Optional.of(6f))) {
      return Optional.of(Activation.RELU6);
    }
    return least.equals(Optional.of(-1f)) && most.equals(Optional.of(1f))
        ? Optional.of(Activation.RELU_N1_TO_1)
        : Optional.empty();
  }

  private Optional<Float> scalar(String value) {
    Constant constant = graph.constants().get(value);
    return constant != null && constant.type().dtype() == DType.F32 && constant.elements() == 1
        ? Optional.of(constant.tensor().floatAt(0))
        : Optional.empty();
  }

  /** Whether the node is part of the operator before it. */
  boolean isFused(Node node) {
    return fused.contains(node);
  }

  /** The activation of what {@code node} computes. */
  int activation(Node node) {
    Node follower = byInput.get(node.output());
    return follower == null ? Activation.NONE : code(follower).orElseThrow();
  }

  /** The value that the operator gives, its activation included. */
  String result(Node node) {
    Node follower = byInput.get(node.output());
    return follower == null ? node.output() : follower.output();
  }
}
