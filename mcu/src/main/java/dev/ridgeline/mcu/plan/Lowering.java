package dev.ridgeline.mcu.plan;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.integer.Rounding;
import dev.ridgeline.core.op.IntegerOp;
import dev.ridgeline.core.op.Movement;
import dev.ridgeline.core.shape.Specialise;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Turns a graph of int8 operators into layers that have kernels, for one item at a time. */
public final class Lowering {
  private final Graph graph;
  private final Rounding rounding;

  /** What a value that only has another shape really is. */
  private final Map<String, String> sources = new HashMap<>();

  private Lowering(Graph graph, Rounding rounding) {
    this.graph = graph;
    this.rounding = rounding;
  }

  /**
   * The layers of {@code graph} under {@code rounding}.
   *
   * @throws UserError if the graph does not take and give one tensor of i8, or an operator has no
   *     kernel
   */
  public static Network of(Graph graph, Rounding rounding) {
    if (rounding == Rounding.ONNX) {
      throw new UserError(
          "rounding 'onnx' has no kernels for microcontrollers; give tflm or tflite-desktop");
    }
    if (graph.inputs().size() != 1 || graph.outputs().size() != 1) {
      throw new UserError(
          "'%s' has inputs %s and outputs %s; a program for microcontrollers has one each"
              .formatted(graph.name(), graph.inputs(), graph.outputs()));
    }
    return new Lowering(oneItem(graph), rounding).network();
  }

  private static Graph oneItem(Graph graph) {
    String input = graph.inputs().getFirst();
    TensorType type = graph.type(input);
    if (type.dtype() != DType.I8 || !type.shape().ranked() || type.shape().rank() == 0) {
      throw new UserError(
          "'%s' takes %s; programs for microcontrollers take int8: quantise it first (./ridgeline"
                  .formatted(graph.name(), type)
              + " quantize)");
    }
    Shape shape = type.shape();
    if (!shape.dim(0).isKnown()) {
      shape = shape.with(0, Dim.of(1));
    }
    if (!shape.isKnown()) {
      throw new UserError(
          "'%s' takes %s; give a model whose sizes are known but for the batch"
              .formatted(graph.name(), type));
    }
    return Specialise.inputs(graph, Map.of(input, shape));
  }

  private Network network() {
    List<Layer> layers = new ArrayList<>();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Movement.Reshape
          || node.op() instanceof Movement.Flatten
          || node.op() instanceof Movement.Squeeze) {
        sources.put(node.output(), source(node.input(0)));
      } else if (!(node.op() instanceof IntegerOp)) {
        throw noKernel(node);
      } else {
        layers.add(layer(node));
      }
    }
    String input = graph.inputs().getFirst();
    String output = source(graph.outputs().getFirst());
    if (layers.stream().noneMatch(layer -> layer.output().equals(output))) {
      throw new UserError(
          "'%s' only passes its input on; there is nothing to run on a board"
              .formatted(graph.name()));
    }
    return new Network(
        graph.name(), input, bytes(graph.type(input)), output, bytes(graph.type(output)), layers);
  }

  private Layer layer(Node node) {
    NodeView view = new NodeView(graph, node, rounding, this::source);
    return switch (node.op()) {
      case IntegerOp.Conv op -> ContractionLayers.conv(view, op);
      case IntegerOp.FullyConnected op -> ContractionLayers.fullyConnected(view, op);
      case IntegerOp.AveragePool op -> OtherLayers.averagePool(view, op);
      case IntegerOp.Softmax op -> OtherLayers.softmax(view, op);
      case IntegerOp.Add op -> OtherLayers.add(view, op);
      case IntegerOp.Logistic op -> OtherLayers.logistic(view, op);
      case IntegerOp.Tanh op -> OtherLayers.tanh(view, op);
      case IntegerOp.Rescale op -> OtherLayers.rescale(view, op);
      default -> throw noKernel(node);
    };
  }

  private static UserError noKernel(Node node) {
    return new UserError(
        "operator %s of '%s' has no kernel for microcontrollers; there are kernels for int8 Conv,"
                .formatted(node.op().label(), NodeView.shortName(node.name()))
            + " FullyConnected, AveragePool, Softmax, Add, Logistic, Tanh, Rescale and Reshape");
  }

  private String source(String value) {
    return sources.getOrDefault(value, value);
  }

  private static int bytes(TensorType type) {
    return Math.toIntExact(type.bytes());
  }
}
