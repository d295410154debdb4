package dev.ridgeline.core.cost;

import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.IntegerOp;
import dev.ridgeline.core.tensor.Layout;
import dev.ridgeline.core.tensor.Shape;

/**
 * The arithmetic of operators on integers that stand for reals: that of the operator on reals, and
 * five operations to requantise an element (multiply, round, shift, add the zero point, clamp).
 */
final class IntegerWork {
  private static final int REQUANTISE = 5;

  private IntegerWork() {}

  static NodeWork of(IntegerOp op, Graph graph, Node node) {
    Shape in = graph.type(node.input(0)).shape();
    Shape out = graph.type(node.output()).shape();
    long n = out.elements();
    return switch (op) {
      case IntegerOp.Conv _ ->
          contraction(
              WorkKind.CONVOLUTION,
              ContractionMacs.conv(graph.type(node.input(1)).shape(), out, Layout.NHWC),
              node,
              n);
      case IntegerOp.FullyConnected _ ->
          contraction(
              WorkKind.MATMUL,
              Math.multiplyExact(n, graph.type(node.input(1)).shape().dim(1).size()),
              node,
              n);
      // Both operands are brought to one scale first.
      case IntegerOp.Add _, IntegerOp.Sub _ -> work(WorkKind.ELEMENTWISE, 1, n, 3 * REQUANTISE);
      case IntegerOp.Mul _ -> work(WorkKind.ELEMENTWISE, 1, n, REQUANTISE);
      case IntegerOp.AveragePool pool ->
          work(WorkKind.POOLING, pool.window().kernelElements(), n, 0);
      case IntegerOp.MaxPool pool -> work(WorkKind.POOLING, pool.window().kernelElements(), n, 0);
      case IntegerOp.Mean _ ->
          work(WorkKind.REDUCTION, n == 0 ? 0 : in.elements() / n, n, REQUANTISE);
      case IntegerOp.Softmax _ -> work(WorkKind.SOFTMAX, 5, n, 0);
      case IntegerOp.Logistic _, IntegerOp.Tanh _ -> work(WorkKind.ACTIVATION, 1, n, 0);
      case IntegerOp.Rescale _, IntegerOp.FromReal _ ->
          work(WorkKind.QUANTISATION, REQUANTISE, n, 0);
      case IntegerOp.ToReal _ -> work(WorkKind.QUANTISATION, 2, n, 0);
    };
  }

  private static NodeWork contraction(WorkKind kind, long macs, Node node, long outputs) {
    Work work =
        Work.macs(kind, macs)
            .plus(Work.of(WorkKind.BIAS, node.has(2) ? outputs : 0))
            .plus(Work.of(WorkKind.QUANTISATION, Math.multiplyExact(REQUANTISE, outputs)));
    return new NodeWork(kind, work, Work.NONE, false, false, false);
  }

  private static NodeWork work(WorkKind kind, long perElement, long elements, long requantise) {
    Work work =
        Work.of(kind, Math.multiplyExact(perElement, elements))
            .plus(Work.of(WorkKind.QUANTISATION, Math.multiplyExact(requantise, elements)));
    return new NodeWork(kind, work, Work.NONE, false, false, false);
  }
}
