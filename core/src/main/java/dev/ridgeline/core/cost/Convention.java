package dev.ridgeline.core.cost;

import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Binary;
import dev.ridgeline.core.op.Contraction;
import dev.ridgeline.core.op.Normalise;
import dev.ridgeline.core.op.Pool;
import dev.ridgeline.core.op.Unary;
import dev.ridgeline.core.tensor.Shape;

/**
 * How other tools count, so that their figures can be compared with ours. Each rule is the tool's
 * own for inference, restated from its documentation and source; a tool that hooks modules sees
 * what PyTorch code would write as a module, which a graph no longer shows, so activations are
 * taken as modules and additions as plain operators. The result is what the tool prints under its
 * own name for it.
 */
public enum Convention {
  THOP(
      "thop 0.1.1",
      "MACs",
      "a multiply-accumulate of a convolution or linear layer is 1, a normalised element 4 (affine), average pooling 1 an output (adaptive: window + 1), softmax 3 an"
          + " element; biases, activations, max pooling, additions and products of two activations are 0"),
  FVCORE(
      "fvcore 0.1.5",
      "flops",
      "one flop is one multiply-accumulate of a convolution, linear layer or matrix product; batch norm is 2 an element, other norms 5 an element, adaptive average"
          + " pooling 1 an input; biases, activations, other pooling and additions are 0"),
  PTFLOPS(
      "ptflops 0.7 (pytorch backend)",
      "MACs",
      "multiply-accumulates, plus 1 an output for biases of convolutions, 1 a feature for biases of linear layers, 2 an element for batch norm, 1 an output for"
          + " activations, 1 an input for pooling: operations that are no MACs are added to MACs"),
  TORCHINFO(
      "torchinfo 1.8",
      "mult-adds",
      "elements of each parameter times the positions that it is used at: biases count like weights, batch norm once a channel, matrix products without parameters 0,"
          + " and a linear layer counts once an image however long its sequence");

  private final String tool;
  private final String unit;
  private final String rule;

  Convention(String tool, String unit, String rule) {
    this.tool = tool;
    this.unit = unit;
    this.rule = rule;
  }

  /** The tool and the version whose rule this is. */
  public String tool() {
    return tool;
  }

  /** What the tool calls its figure. */
  public String unit() {
    return unit;
  }

  /** The rule, for the user. */
  public String rule() {
    return rule;
  }

  /** The figure that the tool's rule gives for a graph whose shapes are known. */
  public long count(Graph graph) {
    Dataflow flow = new Dataflow(graph, false);
    long sum = 0;
    for (Node node : graph.nodes()) {
      boolean runs =
          node.outputs().stream().anyMatch(v -> !v.equals(Node.ABSENT) && !flow.isFixed(v));
      if (runs && graph.type(node.output()).isKnown()) {
        sum = Math.addExact(sum, count(graph, node));
      }
    }
    return sum;
  }

  private long count(Graph graph, Node node) {
    Shape out = graph.type(node.output()).shape();
    return switch (node.op()) {
      case Contraction op -> contraction(op, graph, node, out);
      case Normalise op -> normalise(op, graph, node, out);
      case Pool op -> pool(op, graph.type(node.input(0)).shape(), out);
      case Unary op ->
          this == PTFLOPS && ElementCost.kind(op) == WorkKind.ACTIVATION ? out.elements() : 0;
      case Binary op -> linearBias(op, graph, node);
      default -> 0;
    };
  }

  private long contraction(Contraction op, Graph graph, Node node, Shape out) {
    NodeWork work = NodeWork.of(graph, node);
    long macs = work.forward().macs();
    boolean convolution = work.kind() == WorkKind.CONVOLUTION;
    boolean weights = isParameter(graph, node.input(1));
    boolean bias = isParameter(graph, node.input(2));
    return switch (this) {
      case FVCORE -> macs;
      case THOP -> convolution || weights ? macs : 0;
      case PTFLOPS ->
          Math.addExact(macs, !bias ? 0 : convolution ? out.elements() : out.dim(-1).size());
      case TORCHINFO -> {
        if (!weights) {
          yield 0;
        }
        long elements =
            elements(graph, node.input(1)) + (bias ? elements(graph, node.input(2)) : 0);
        long positions =
            convolution && op instanceof Contraction.Conv
                ? out.elements() / out.dim(1).size()
                : out.dim(0).size();
        yield Math.multiplyExact(elements, positions);
      }
    };
  }

  /** The bias of a linear layer that was exported as a product and an addition. */
  private long linearBias(Binary op, Graph graph, Node node) {
    if (op != Binary.ADD || this == THOP || this == FVCORE) {
      return 0;
    }
    boolean first = isParameter(graph, node.input(0));
    if (!first && !isParameter(graph, node.input(1))) {
      return 0;
    }
    long elements = elements(graph, node.input(first ? 0 : 1));
    Shape out = graph.type(node.output()).shape();
    return this == TORCHINFO && out.rank() > 0
        ? Math.multiplyExact(elements, out.dim(0).size())
        : elements;
  }

  private long normalise(Normalise op, Graph graph, Node node, Shape out) {
    long n = out.elements();
    return switch (op) {
      case Normalise.BatchNorm _ ->
          switch (this) {
            case THOP -> 4 * n;
            case FVCORE, PTFLOPS -> 2 * n;
            case TORCHINFO ->
                Math.multiplyExact(
                    out.dim(0).size(), 2 * graph.type(node.input(1)).shape().elements());
          };
      case Normalise.LayerNorm _, Normalise.InstanceNorm _, Normalise.GroupNorm _ ->
          switch (this) {
            case THOP -> 4 * n;
            case FVCORE -> 5 * n;
            case PTFLOPS -> 2 * n;
            case TORCHINFO ->
                Math.multiplyExact(
                    out.dim(0).size(), 2 * graph.type(node.input(1)).shape().elements());
          };
      case Normalise.Softmax softmax ->
          this == THOP ? 3 * n - n / Math.max(1, out.dim(softmax.axis()).size()) : 0;
      default -> 0;
    };
  }

  private long pool(Pool op, Shape in, Shape out) {
    return switch (op) {
      case Pool.Global global -> {
        if (global.kind() != Pool.GlobalKind.AVERAGE) {
          yield this == PTFLOPS ? in.elements() : 0;
        }
        yield switch (this) {
          case THOP -> Math.addExact(in.elements(), out.elements());
          case FVCORE, PTFLOPS -> in.elements();
          case TORCHINFO -> 0;
        };
      }
      case Pool.AveragePool _ ->
          this == THOP ? out.elements() : this == PTFLOPS ? in.elements() : 0;
      case Pool.MaxPool _, Pool.LpPool _ -> this == PTFLOPS ? in.elements() : 0;
      case Pool.Resize _ -> 0;
    };
  }

  private static long elements(Graph graph, String value) {
    return graph.type(value).shape().elements();
  }

  private static boolean isParameter(Graph graph, String value) {
    Constant constant = graph.constants().get(value);
    return constant != null && constant.role() == Constant.Role.PARAMETER;
  }
}
