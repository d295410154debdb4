package dev.ridgeline.formats.onnx;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.ConstantData;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Binary;
import dev.ridgeline.core.op.Normalise;
import dev.ridgeline.core.op.Op;
import dev.ridgeline.core.op.Reduce;
import dev.ridgeline.core.op.Unary;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.formats.file.Quote;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Writes operators that are newer than the operator set that is written by older ones. */
final class Expansion {
  private Expansion() {}

  /** The nodes to write for {@code node}: itself, unless the operator set lacks it. */
  static List<Node> apply(Node node, Graph graph, GraphEncoder encoder) {
    return switch (node.op()) {
      case Unary.Swish swish -> swish(node, swish, graph, encoder);
      case Normalise.RmsNorm norm -> rmsNorm(node, norm, graph, encoder);
      case Normalise.BatchNorm _ -> List.of(batchNorm(node));
      default -> List.of(node);
    };
  }

  private static String scalar(GraphEncoder encoder, String stem, DType dtype, double value) {
    return encoder.literal(
        stem,
        Literals.of(
            new TensorType(dtype == DType.UNKNOWN ? DType.F32 : dtype, Shape.scalar()),
            new ConstantData.Filled(value)));
  }

  private static List<Node> swish(Node node, Unary.Swish swish, Graph graph, GraphEncoder encoder) {
    List<Node> nodes = new ArrayList<>();
    String x = node.input(0);
    String scaled = x;
    if (swish.alpha() != 1f) {
      String alpha = scalar(encoder, node.name() + "/alpha", graph.type(x).dtype(), swish.alpha());
      scaled = encoder.fresh(node.name() + "/scaled");
      nodes.add(new Node(scaled, Binary.MUL, List.of(x, alpha), List.of(scaled)));
    }
    String gate = encoder.fresh(node.name() + "/gate");
    nodes.add(new Node(gate, Unary.Function.SIGMOID, List.of(scaled), List.of(gate)));
    nodes.add(new Node(node.name(), Binary.MUL, List.of(x, gate), node.outputs()));
    return nodes;
  }

  private static List<Node> rmsNorm(
      Node node, Normalise.RmsNorm norm, Graph graph, GraphEncoder encoder) {
    Shape shape = graph.type(node.input(0)).shape();
    if (!shape.ranked()) {
      throw new UserError(
          "node '%s' (RMSNormalization) has an input of unknown rank; its ONNX form needs the rank"
              .formatted(Quote.of(node.name())));
    }
    DType dtype = graph.type(node.input(0)).dtype();
    int first = norm.axis() < 0 ? norm.axis() + shape.rank() : norm.axis();
    String axes =
        encoder.literal(
            node.name() + "/axes",
            Literals.longs(
                Shape.of(shape.rank() - first),
                LongStream.range(first, shape.rank()).boxed().toList()));
    String epsilon = scalar(encoder, node.name() + "/epsilon", dtype, norm.epsilon());
    List<Node> nodes = new ArrayList<>();
    String x = node.input(0);
    String square = step(nodes, encoder, node, "square", Binary.MUL, x, x);
    Reduce.Fold meanOp = new Reduce.Fold(Reduce.Kind.MEAN, true, false);
    String mean = step(nodes, encoder, node, "mean", meanOp, square, axes);
    String moved = step(nodes, encoder, node, "moved", Binary.ADD, mean, epsilon);
    String root = step(nodes, encoder, node, "root", Unary.Function.SQRT, moved);
    String normal = step(nodes, encoder, node, "normal", Binary.DIV, x, root);
    nodes.add(new Node(node.name(), Binary.MUL, List.of(normal, node.input(1)), node.outputs()));
    return nodes;
  }

  private static String step(
      List<Node> nodes, GraphEncoder encoder, Node node, String what, Op op, String... inputs) {
    String output = encoder.fresh(node.name() + "/" + what);
    nodes.add(new Node(output, op, List.of(inputs), List.of(output)));
    return output;
  }

  /** The saved statistics of old training forms are no outputs any more. */
  private static Node batchNorm(Node node) {
    if (node.outputs().size() <= 3) {
      return node;
    }
    return new Node(node.name(), node.op(), node.inputs(), node.outputs().subList(0, 3));
  }
}
