package dev.ridgeline.app.study;

import dev.ridgeline.core.cost.NodeCost;
import dev.ridgeline.core.cost.WorkKind;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Contraction;
import dev.ridgeline.core.tensor.Layout;
import dev.ridgeline.core.tensor.Shape;

/** Layers that use a machine alike. */
public enum LayerFamily {
  SPATIAL("spatial convolution"),
  POINTWISE("pointwise convolution"),
  GROUPED("grouped convolution"),
  DEPTHWISE("depthwise convolution"),
  PRODUCT("matrix product"),
  NORMALISATION("normalisation and softmax"),
  POOLING("pooling and reduction"),
  ELEMENTWISE("elementwise and activation"),
  MOVEMENT("movement and other");

  private final String title;

  LayerFamily(String title) {
    this.title = title;
  }

  /** In words. */
  public String title() {
    return title;
  }

  /** Whether its layers do multiply-accumulates. */
  boolean contraction() {
    return switch (this) {
      case SPATIAL, POINTWISE, GROUPED, DEPTHWISE, PRODUCT -> true;
      case NORMALISATION, POOLING, ELEMENTWISE, MOVEMENT -> false;
    };
  }

  /** The family of a node, with the cost that its ledger has. */
  static LayerFamily of(Graph graph, Node node, NodeCost cost) {
    if (cost.kind() == WorkKind.CONVOLUTION && node.op() instanceof Contraction.Conv conv) {
      return convolution(graph.type(node.input(1)).shape(), conv);
    }
    return switch (cost.kind()) {
      case CONVOLUTION -> SPATIAL;
      case MATMUL -> PRODUCT;
      case NORMALISATION, SOFTMAX -> NORMALISATION;
      case POOLING, REDUCTION -> POOLING;
      case ELEMENTWISE, ACTIVATION, BIAS, QUANTISATION -> ELEMENTWISE;
      case MOVEMENT, OTHER -> MOVEMENT;
    };
  }

  private static LayerFamily convolution(Shape weights, Contraction.Conv conv) {
    long[] sizes = weights.sizes();
    boolean last = conv.layout() == Layout.NHWC;
    long ownInputs = sizes[last ? sizes.length - 1 : 1];
    if (conv.groups() > 1) {
      return ownInputs == 1 ? DEPTHWISE : GROUPED;
    }
    long taps = 1;
    for (int i = last ? 1 : 2; i < sizes.length - (last ? 1 : 0); i++) {
      taps *= sizes[i];
    }
    return taps == 1 ? POINTWISE : SPATIAL;
  }
}
