package dev.ridgeline.core.cost;

import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Binary;
import dev.ridgeline.core.op.Compare;
import dev.ridgeline.core.op.Contraction;
import dev.ridgeline.core.op.Control;
import dev.ridgeline.core.op.Generate;
import dev.ridgeline.core.op.IntegerOp;
import dev.ridgeline.core.op.Movement;
import dev.ridgeline.core.op.Normalise;
import dev.ridgeline.core.op.Opaque;
import dev.ridgeline.core.op.Pool;
import dev.ridgeline.core.op.Quantise;
import dev.ridgeline.core.op.Reduce;
import dev.ridgeline.core.op.Unary;
import dev.ridgeline.core.tensor.Layout;
import dev.ridgeline.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * The arithmetic of one node, all shapes known.
 *
 * @param kind what the node is listed under
 * @param forward arithmetic of the forward pass
 * @param backwardElementwise arithmetic of the backward pass that is no contraction, when any input
 *     needs a gradient
 * @param contraction whether gradients of each operand cost the forward pass's multiply-accumulates
 *     again
 * @param needsInputs whether the backward pass reads the inputs
 * @param needsOutput whether the backward pass reads the output
 */
record NodeWork(
    WorkKind kind,
    Work forward,
    Work backwardElementwise,
    boolean contraction,
    boolean needsInputs,
    boolean needsOutput) {

  static NodeWork of(Graph graph, Node node) {
    Shape out = graph.type(node.output()).shape();
    return switch (node.op()) {
      case Unary op -> elementwise(ElementCost.kind(op), ElementCost.of(op), out.elements());
      case Binary op -> elementwise(WorkKind.ELEMENTWISE, ElementCost.of(op), out.elements());
      case Compare op ->
          elementwise(
              WorkKind.ELEMENTWISE,
              new ElementCost(1, op instanceof Compare.Where ? 2 : 0, false),
              out.elements());
      case Reduce op -> reduce(op, graph.type(node.input(0)).shape().elements(), out.elements());
      case Movement _ -> new NodeWork(WorkKind.MOVEMENT, Work.NONE, Work.NONE, false, false, false);
      case Contraction op -> contraction(op, graph, node, out);
      case Pool op -> pool(op, graph.type(node.input(0)).shape().elements(), out.elements());
      case Normalise op -> normalise(op, out.elements());
      case Quantise op -> quantise(op, graph, node, out);
      case Generate _ -> new NodeWork(WorkKind.MOVEMENT, Work.NONE, Work.NONE, false, false, false);
      case Control _, Opaque _ ->
          throw new IllegalArgumentException(node.op().label() + " has no count");
    };
  }

  private static NodeWork elementwise(WorkKind kind, ElementCost cost, long elements) {
    return new NodeWork(
        kind,
        Work.of(kind, Math.multiplyExact(cost.forward(), elements)),
        Work.of(kind, Math.multiplyExact(cost.backward(), elements)),
        false,
        cost.needsInput(),
        !cost.needsInput() && cost.backward() > 0);
  }

  private static NodeWork reduce(Reduce op, long in, long out) {
    WorkKind kind = WorkKind.REDUCTION;
    return switch (op) {
      case Reduce.Fold fold ->
          switch (fold.kind()) {
            case SUM -> new NodeWork(kind, Work.of(kind, in), Work.NONE, false, false, false);
            case MEAN ->
                new NodeWork(
                    kind, Work.of(kind, in + out), Work.of(kind, out), false, false, false);
            case MAX, MIN ->
                new NodeWork(kind, Work.of(kind, in), Work.of(kind, in), false, true, true);
            case PROD, L1, L2, SUM_SQUARE, LOG_SUM, LOG_SUM_EXP ->
                new NodeWork(
                    kind,
                    Work.of(kind, Math.addExact(2 * in, out)),
                    Work.of(kind, 2 * in),
                    false,
                    true,
                    true);
          };
      case Reduce.ArgExtreme _ ->
          new NodeWork(kind, Work.of(kind, in), Work.NONE, false, false, false);
      case Reduce.CumSum _ ->
          new NodeWork(kind, Work.of(kind, in), Work.of(kind, in), false, false, false);
      // Comparisons of a selection depend on the data; one pass over the input is the least that
      // any algorithm does.
      case Reduce.TopK _ -> new NodeWork(kind, Work.of(kind, in), Work.NONE, false, false, false);
    };
  }

  private static NodeWork contraction(Contraction op, Graph graph, Node node, Shape out) {
    Shape a = graph.type(node.input(0)).shape();
    Shape b = graph.type(node.input(1)).shape();
    return switch (op) {
      case Contraction.Conv conv ->
          contraction(WorkKind.CONVOLUTION, ContractionMacs.conv(b, out, conv.layout()), node, out);
      case Contraction.ConvTranspose _ ->
          contraction(WorkKind.CONVOLUTION, ContractionMacs.convTranspose(a, b), node, out);
      case Contraction.MatMul _ ->
          contraction(WorkKind.MATMUL, ContractionMacs.matMul(a, out), node, out);
      case Contraction.Gemm gemm ->
          contraction(WorkKind.MATMUL, ContractionMacs.gemm(gemm, a, out), node, out);
      case Contraction.Einsum einsum -> {
        List<Shape> inputs = new ArrayList<>();
        node.inputs().forEach(input -> inputs.add(graph.type(input).shape()));
        yield contraction(WorkKind.MATMUL, ContractionMacs.einsum(einsum, inputs), node, out);
      }
      case Contraction.Recurrent recurrent -> recurrent(recurrent, a);
    };
  }

  private static NodeWork contraction(WorkKind kind, long macs, Node node, Shape out) {
    boolean bias = node.has(2) && !(node.op() instanceof Contraction.Einsum);
    Work biasWork = Work.of(WorkKind.BIAS, bias ? out.elements() : 0);
    return new NodeWork(kind, Work.macs(kind, macs).plus(biasWork), biasWork, true, true, false);
  }

  private static NodeWork recurrent(Contraction.Recurrent op, Shape x) {
    long cells =
        Math.multiplyExact(
            x.dim(0).size() * x.dim(1).size(), op.hiddenSize() * op.direction().count());
    // Per hidden unit: two biases and an activation a gate, and the blending of states.
    int blending = op.cell() == Contraction.Cell.RNN ? 0 : 4;
    Work pointwise =
        Work.of(WorkKind.ELEMENTWISE, Math.multiplyExact(cells, 6L * op.cell().gates() + blending));
    Work products = Work.macs(WorkKind.MATMUL, ContractionMacs.recurrent(op, x));
    return new NodeWork(WorkKind.MATMUL, products.plus(pointwise), pointwise, true, true, true);
  }

  private static NodeWork pool(Pool op, long in, long out) {
    WorkKind kind = WorkKind.POOLING;
    return switch (op) {
      case Pool.MaxPool max -> {
        long window = max.window().kernelElements();
        yield new NodeWork(
            kind,
            Work.of(kind, Math.multiplyExact(window, out)),
            Work.of(kind, out),
            false,
            true,
            true);
      }
      case Pool.AveragePool average -> {
        // kernel - 1 additions and a division
        Work work = Work.of(kind, Math.multiplyExact(average.window().kernelElements(), out));
        yield new NodeWork(kind, work, work, false, false, false);
      }
      case Pool.LpPool lp -> {
        Work work = Work.of(kind, Math.multiplyExact(2 * lp.window().kernelElements() + 1, out));
        yield new NodeWork(kind, work, work, false, true, true);
      }
      case Pool.Global global ->
          switch (global.kind()) {
            case AVERAGE ->
                new NodeWork(kind, Work.of(kind, in), Work.of(kind, out), false, false, false);
            case MAX ->
                new NodeWork(kind, Work.of(kind, in), Work.of(kind, out), false, true, true);
            case LP ->
                new NodeWork(
                    kind, Work.of(kind, 2 * in + out), Work.of(kind, 2 * in), false, true, true);
          };
      case Pool.Resize resize -> {
        // Interpolation in two dimensions reads 4 (linear) or 16 (cubic) values, a multiplication
        // and an addition each.
        long perElement =
            switch (resize.mode()) {
              case "linear" -> 8;
              case "cubic" -> 32;
              default -> 0;
            };
        Work work = Work.of(kind, Math.multiplyExact(perElement, out));
        yield new NodeWork(
            perElement == 0 ? WorkKind.MOVEMENT : kind, work, work, false, false, false);
      }
    };
  }

  private static NodeWork normalise(Normalise op, long out) {
    WorkKind norm = WorkKind.NORMALISATION;
    return switch (op) {
      // In inference scale and shift fold into one multiplication and one addition; training needs
      // the batch's statistics.
      case Normalise.BatchNorm batch ->
          perElement(norm, batch.training() ? 7 : 2, batch.training() ? 11 : 6, out);
      case Normalise.InstanceNorm _, Normalise.GroupNorm _, Normalise.LayerNorm _ ->
          perElement(norm, 7, 11, out);
      case Normalise.MeanVariance _ -> perElement(norm, 5, 8, out);
      case Normalise.RmsNorm _ -> perElement(norm, 4, 8, out);
      case Normalise.LpNorm _ -> perElement(norm, 3, 5, out);
      case Normalise.Lrn lrn ->
          perElement(norm, Math.toIntExact(lrn.size() + 5), Math.toIntExact(lrn.size() + 7), out);
      case Normalise.Softmax _ -> perElement(WorkKind.SOFTMAX, 5, 4, out);
      case Normalise.LogSoftmax _ -> perElement(WorkKind.SOFTMAX, 5, 4, out);
      case Normalise.Hardmax _ ->
          new NodeWork(
              WorkKind.REDUCTION, Work.of(WorkKind.REDUCTION, out), Work.NONE, false, false, false);
      case Normalise.Dropout _ ->
          new NodeWork(WorkKind.MOVEMENT, Work.NONE, Work.NONE, false, false, false);
    };
  }

  private static NodeWork perElement(WorkKind kind, int forward, int backward, long elements) {
    return new NodeWork(
        kind,
        Work.of(kind, Math.multiplyExact(forward, elements)),
        Work.of(kind, Math.multiplyExact(backward, elements)),
        false,
        kind != WorkKind.SOFTMAX,
        kind == WorkKind.SOFTMAX);
  }

  private static NodeWork quantise(Quantise op, Graph graph, Node node, Shape out) {
    Shape a = graph.type(node.input(0)).shape();
    WorkKind kind = WorkKind.QUANTISATION;
    return switch (op) {
      // Divide, round, add the zero point, clamp twice; back: subtract, multiply.
      case Quantise.QuantizeLinear _ ->
          new NodeWork(kind, Work.of(kind, 5 * out.elements()), Work.NONE, false, false, false);
      case Quantise.DequantizeLinear _ ->
          new NodeWork(kind, Work.of(kind, 2 * out.elements()), Work.NONE, false, false, false);
      case Quantise.DynamicQuantizeLinear _ ->
          new NodeWork(kind, Work.of(kind, 7 * out.elements()), Work.NONE, false, false, false);
      case Quantise.QLinearConv _ ->
          contraction(
              WorkKind.CONVOLUTION,
              ContractionMacs.conv(graph.type(node.input(3)).shape(), out, Layout.NCHW),
              out);
      case Quantise.QLinearMatMul _ ->
          contraction(WorkKind.MATMUL, ContractionMacs.matMul(a, out), out);
      case Quantise.MatMulInteger _ ->
          inferenceOnly(
              WorkKind.MATMUL, Work.macs(WorkKind.MATMUL, ContractionMacs.matMul(a, out)));
      case Quantise.ConvInteger _ ->
          inferenceOnly(
              WorkKind.CONVOLUTION,
              Work.macs(
                  WorkKind.CONVOLUTION,
                  ContractionMacs.conv(graph.type(node.input(1)).shape(), out, Layout.NCHW)));
      case IntegerOp integer -> IntegerWork.of(integer, graph, node);
    };
  }

  /**
   * An integer contraction that requantises its output: five operations an element, as
   * QuantizeLinear.
   */
  private static NodeWork contraction(WorkKind kind, long macs, Shape out) {
    return inferenceOnly(
        kind, Work.macs(kind, macs).plus(Work.of(WorkKind.QUANTISATION, 5 * out.elements())));
  }

  private static NodeWork inferenceOnly(WorkKind kind, Work forward) {
    return new NodeWork(kind, forward, Work.NONE, false, false, false);
  }
}
