package dev.ridgeline.formats.onnx;

import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Contraction;
import dev.ridgeline.core.op.Movement;
import dev.ridgeline.core.tensor.Layout;
import dev.ridgeline.formats.file.Quote;
import java.util.ArrayList;
import java.util.List;

/** Lifts convolutions, matrix products and recurrent layers. */
final class ContractionOps {
  private ContractionOps() {}

  static boolean lift(NodeLift node) {
    Attributes a = node.attributes();
    switch (node.type()) {
      case "Conv" -> {
        node.need(1);
        node.emit(
            new Contraction.Conv(Windows.convolution(node, 1), Windows.groups(node), Layout.NCHW));
      }
      case "ConvTranspose" -> convTranspose(node);
      case "MatMul" -> node.emit(new Contraction.MatMul());
      case "Gemm" -> gemm(node);
      case "Einsum" -> node.emit(new Contraction.Einsum(a.text("equation", "")));
      case "RNN" -> recurrent(node, Contraction.Cell.RNN, List.of("Tanh"));
      case "GRU" -> recurrent(node, Contraction.Cell.GRU, List.of("Sigmoid", "Tanh"));
      case "LSTM" -> recurrent(node, Contraction.Cell.LSTM, List.of("Sigmoid", "Tanh", "Tanh"));
      default -> {
        return false;
      }
    }
    return true;
  }

  private static void convTranspose(NodeLift node) {
    Attributes a = node.attributes();
    node.need(1);
    List<Long> outputShape = a.integers("output_shape").orElse(List.of());
    var window = Windows.convolution(node, 1);
    if (outputShape.size() == window.axes() + 2) {
      // Some exporters write batch and channels too.
      outputShape = outputShape.subList(2, outputShape.size());
    }
    node.emit(
        new Contraction.ConvTranspose(
            window,
            Windows.groups(node),
            a.integers("output_padding").orElse(List.of()),
            outputShape));
  }

  private static void gemm(NodeLift node) {
    Attributes a = node.attributes();
    Contraction.Gemm gemm =
        new Contraction.Gemm(
            a.number("alpha", 1f),
            a.number("beta", 1f),
            a.flag("transA", false),
            a.flag("transB", false));
    if (node.version() < 7 && node.rank(0) != 2) {
      // Old exporters feed images to Gemm, which flattens them.
      String flat = node.step(new Movement.Flatten(1), node.need(0));
      node.emit(gemm, flat, node.need(1), node.in(2));
      return;
    }
    node.emit(gemm);
  }

  private static void recurrent(NodeLift node, Contraction.Cell cell, List<String> usual) {
    Attributes a = node.attributes();
    String direction = a.text("direction", "forward");
    Contraction.Direction way =
        switch (direction) {
          case "forward" -> Contraction.Direction.FORWARD;
          case "reverse" -> Contraction.Direction.REVERSE;
          case "bidirectional" -> Contraction.Direction.BIDIRECTIONAL;
          default -> throw new NotFollowed("direction '" + Quote.of(direction) + "' is not known");
        };
    if (a.has("activation_alpha") || a.has("activation_beta")) {
      throw new NotFollowed("parameters of activations are not known");
    }
    List<String> activations = a.texts("activations");
    if (activations.isEmpty()) {
      activations = new ArrayList<>(usual);
      if (way == Contraction.Direction.BIDIRECTIONAL) {
        activations.addAll(usual);
      }
    }
    node.emit(
        new Contraction.Recurrent(
            cell,
            hiddenSize(node),
            way,
            activations,
            a.number("clip", 0f),
            a.flag("linear_before_reset", false),
            a.flag("input_forget", false),
            a.flag("layout", false)));
  }

  private static long hiddenSize(NodeLift node) {
    if (node.attributes().has("hidden_size")) {
      long size = node.attributes().small("hidden_size", 0);
      if (size < 1) {
        throw node.fail("hidden_size is %d, but it is at least 1".formatted(size));
      }
      return size;
    }
    // The recurrent weights are [directions, gates * hidden, hidden].
    if (node.in(2).equals(Node.ABSENT) || !node.shape(2).isKnown() || node.shape(2).rank() != 3) {
      throw new NotFollowed("neither hidden_size nor the shape of the weights is known");
    }
    return node.shape(2).dim(2).size();
  }
}
