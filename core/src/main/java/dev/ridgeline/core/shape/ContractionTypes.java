package dev.ridgeline.core.shape;

import dev.ridgeline.core.op.Contraction;
import dev.ridgeline.core.op.Window;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Layout;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;

/** Types of sums of products. */
final class ContractionTypes {
  private ContractionTypes() {}

  static List<TensorType> infer(Contraction op, NodeFacts facts) {
    return switch (op) {
      case Contraction.Conv conv ->
          List.of(
              new TensorType(
                  facts.dtype(0),
                  conv(
                      facts,
                      facts.shape(0),
                      facts.shape(1),
                      conv.window(),
                      conv.groups(),
                      conv.layout())));
      case Contraction.ConvTranspose conv ->
          List.of(new TensorType(facts.dtype(0), convTranspose(facts, conv)));
      case Contraction.MatMul _ ->
          List.of(new TensorType(facts.dtype(0), matMul(facts, facts.shape(0), facts.shape(1))));
      case Contraction.Gemm gemm -> List.of(new TensorType(facts.dtype(0), gemm(facts, gemm)));
      case Contraction.Einsum einsum ->
          List.of(
              new TensorType(
                  facts.dtype(0), EinsumEquation.parse(einsum.equation(), facts).output(facts)));
      case Contraction.Recurrent recurrent -> recurrent(facts, recurrent);
    };
  }

  /** Output shape of a convolution of {@code x} with filters {@code w}. */
  static Shape conv(NodeFacts facts, Shape x, Shape w, Window window, long groups, Layout layout) {
    if (!x.ranked()) {
      return Shape.unranked();
    }
    if (x.rank() != window.axes() + 2) {
      throw facts.fail(
          "an input of %d dimensions does not fit a window over %d axes"
              .formatted(x.rank(), window.axes()));
    }
    int channelAxis = layout.channelAxis(x.rank());
    Dim out = facts.unknownDim("channels");
    if (w.ranked()) {
      if (w.rank() != x.rank()) {
        throw facts.fail(
            "filters of %d dimensions do not fit an input of %d".formatted(w.rank(), x.rank()));
      }
      out = w.dim(0);
      facts.same(
          w.dim(layout.channelAxis(w.rank())).times(Dim.of(groups)),
          x.dim(channelAxis),
          "channels of input and filters times groups");
      if (out.isKnown() && out.size() % groups != 0) {
        throw facts.fail("%s output channels do not divide into %d groups".formatted(out, groups));
      }
    }
    Shape result = x.with(channelAxis, out);
    for (int i = 0; i < window.axes(); i++) {
      int axis = layout.firstSpatialAxis() + i;
      result = result.with(axis, PoolTypes.slide(facts, x.dim(axis), window, i, false));
    }
    return result;
  }

  private static Shape convTranspose(NodeFacts facts, Contraction.ConvTranspose conv) {
    Shape x = facts.shape(0);
    Shape w = facts.shape(1);
    if (!x.ranked()) {
      return x;
    }
    Window window = conv.window();
    if (x.rank() != window.axes() + 2) {
      throw facts.fail(
          "an input of %d dimensions does not fit a window over %d axes"
              .formatted(x.rank(), window.axes()));
    }
    List<Dim> dims = new ArrayList<>();
    dims.add(x.dim(0));
    if (w.ranked()) {
      facts.same(w.dim(0), x.dim(1), "channels of input and filters");
      dims.add(w.dim(1).times(Dim.of(conv.groups())));
    } else {
      dims.add(facts.unknownDim("channels"));
    }
    for (int i = 0; i < window.axes(); i++) {
      long stride = window.strides().get(i);
      Dim in = x.dim(i + 2);
      if (!conv.outputShape().isEmpty()) {
        dims.add(Dim.of(conv.outputShape().get(i)));
      } else if (window.autoPad() != Window.AutoPad.EXPLICIT) {
        dims.add(in.times(Dim.of(stride)));
      } else {
        long extra = conv.outputPadding().isEmpty() ? 0 : conv.outputPadding().get(i);
        long rest = window.extent(i) + extra - window.padsBegin().get(i) - window.padsEnd().get(i);
        dims.add(in.plus(-1).times(Dim.of(stride)).plus(rest));
      }
    }
    return Shape.of(dims);
  }

  /** numpy's matmul: vectors are promoted, batch axes broadcast. */
  static Shape matMul(NodeFacts facts, Shape a, Shape b) {
    if (!a.ranked() || !b.ranked()) {
      return Shape.unranked();
    }
    if (a.rank() == 0 || b.rank() == 0) {
      throw facts.fail("a matrix product takes no scalars");
    }
    Dim inner = b.rank() == 1 ? b.dim(0) : b.dim(-2);
    facts.same(a.dim(-1), inner, "the inner sizes of a matrix product");
    Shape batchA = Shape.of(a.dims().subList(0, Math.max(0, a.rank() - 2)));
    Shape batchB = Shape.of(b.dims().subList(0, Math.max(0, b.rank() - 2)));
    List<Dim> dims = new ArrayList<>(ElementwiseTypes.broadcast(facts, batchA, batchB).dims());
    if (a.rank() > 1) {
      dims.add(a.dim(-2));
    }
    if (b.rank() > 1) {
      dims.add(b.dim(-1));
    }
    return Shape.of(dims);
  }

  private static Shape gemm(NodeFacts facts, Contraction.Gemm gemm) {
    Shape a = facts.shape(0);
    Shape b = facts.shape(1);
    if (!a.ranked() || !b.ranked()) {
      return Shape.unranked();
    }
    if (a.rank() != 2 || b.rank() != 2) {
      throw facts.fail("Gemm takes matrices of two dimensions");
    }
    facts.same(
        a.dim(gemm.transposeA() ? 0 : 1),
        b.dim(gemm.transposeB() ? 1 : 0),
        "the inner sizes of a matrix product");
    return Shape.of(a.dim(gemm.transposeA() ? 1 : 0), b.dim(gemm.transposeB() ? 0 : 1));
  }

  private static List<TensorType> recurrent(NodeFacts facts, Contraction.Recurrent op) {
    Shape x = facts.shape(0);
    if (!x.ranked()) {
      return List.of();
    }
    if (x.rank() != 3) {
      throw facts.fail("a recurrent layer takes an input of three dimensions");
    }
    Dim time = x.dim(op.batchFirst() ? 1 : 0);
    Dim batch = x.dim(op.batchFirst() ? 0 : 1);
    Dim directions = Dim.of(op.direction().count());
    Dim hidden = Dim.of(op.hiddenSize());
    Shape all =
        op.batchFirst()
            ? Shape.of(batch, time, directions, hidden)
            : Shape.of(time, directions, batch, hidden);
    Shape last =
        op.batchFirst() ? Shape.of(batch, directions, hidden) : Shape.of(directions, batch, hidden);
    return List.of(
        new TensorType(facts.dtype(0), all),
        new TensorType(facts.dtype(0), last),
        new TensorType(facts.dtype(0), last));
  }
}
