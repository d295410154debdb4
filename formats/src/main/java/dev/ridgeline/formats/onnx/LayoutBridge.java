package dev.ridgeline.formats.onnx;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Contraction;
import dev.ridgeline.core.op.Movement;
import dev.ridgeline.core.op.Normalise;
import dev.ridgeline.core.op.Op;
import dev.ridgeline.core.op.Pool;
import dev.ridgeline.core.tensor.Layout;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.formats.file.Quote;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * ONNX's spatial operators have their channels second. Those that have them last are written
 * between transposes.
 */
final class LayoutBridge {
  private final GraphEncoder encoder;

  LayoutBridge(GraphEncoder encoder) {
    this.encoder = encoder;
  }

  /** Writes {@code node}, with transposes around it where its layout is not ONNX's. */
  void around(Node node) {
    switch (node.op()) {
      case Contraction.Conv conv when conv.layout() == Layout.NHWC ->
          transposed(node, new Contraction.Conv(conv.window(), conv.groups(), Layout.NCHW), 2);
      case Pool.MaxPool pool when pool.layout() == Layout.NHWC -> {
        if (node.outputs().size() > 1) {
          throw new UserError(
              "node '%s' (MaxPool) gives indices in layout NHWC, which ONNX cannot express; convert it to NCHW first"
                  .formatted(Quote.of(node.name())));
        }
        transposed(
            node,
            new Pool.MaxPool(
                pool.window(), pool.ceilMode(), pool.columnMajorIndices(), Layout.NCHW),
            1);
      }
      case Pool.AveragePool pool when pool.layout() == Layout.NHWC ->
          transposed(
              node,
              new Pool.AveragePool(
                  pool.window(), pool.ceilMode(), pool.countIncludePad(), Layout.NCHW),
              1);
      case Pool.LpPool pool when pool.layout() == Layout.NHWC ->
          transposed(
              node, new Pool.LpPool(pool.window(), pool.ceilMode(), pool.p(), Layout.NCHW), 1);
      case Pool.Global pool when pool.layout() == Layout.NHWC ->
          transposed(node, new Pool.Global(pool.kind(), pool.p(), Layout.NCHW), 1);
      case Normalise.BatchNorm norm when norm.layout() == Layout.NHWC ->
          transposed(
              node,
              new Normalise.BatchNorm(
                  norm.epsilon(), norm.momentum(), norm.training(), Layout.NCHW),
              1);
      default -> encoder.write(node);
    }
  }

  /** Writes the node with its first {@code spatialInputs} inputs and output 0 transposed. */
  private void transposed(Node node, Op op, int spatialInputs) {
    Shape x = encoder.graph().type(node.input(0)).shape();
    if (!x.ranked()) {
      throw new UserError(
          "node '%s' (%s) has layout NHWC and an input of unknown rank; give the model input shapes"
              .formatted(Quote.of(node.name()), op.label()));
    }
    int rank = x.rank();
    List<Integer> toFirst = new ArrayList<>(List.of(0, rank - 1));
    toFirst.addAll(IntStream.range(1, rank - 1).boxed().toList());
    List<Integer> toLast = new ArrayList<>(List.of(0));
    toLast.addAll(IntStream.range(2, rank).boxed().toList());
    toLast.add(1);
    List<String> inputs = new ArrayList<>(node.inputs());
    for (int i = 0; i < spatialInputs; i++) {
      String moved = encoder.fresh(node.name() + "/channels_second" + i);
      encoder.write(
          new Node(moved, new Movement.Transpose(toFirst), List.of(inputs.get(i)), List.of(moved)));
      inputs.set(i, moved);
    }
    List<String> outputs = new ArrayList<>(node.outputs());
    String inner = encoder.fresh(node.name() + "/channels_second_out");
    outputs.set(0, inner);
    encoder.write(new Node(node.name(), op, inputs, outputs));
    encoder.write(
        new Node(
            encoder.fresh(node.name() + "/channels_last"),
            new Movement.Transpose(toLast),
            List.of(inner),
            List.of(node.output())));
  }
}
