package dev.ridgeline.core.shape;

import dev.ridgeline.core.op.IntegerOp;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Layout;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;

/** Types of operators on integers that stand for reals. */
final class IntegerTypes {
  private IntegerTypes() {}

  static TensorType infer(IntegerOp op, NodeFacts facts) {
    Shape x = facts.shape(0);
    return switch (op) {
      case IntegerOp.Conv conv ->
          i8(
              ContractionTypes.conv(
                  facts, x, facts.shape(1), conv.window(), conv.groups(), Layout.NHWC));
      case IntegerOp.FullyConnected full -> i8(rows(full, x, facts));
      case IntegerOp.Add _, IntegerOp.Sub _, IntegerOp.Mul _ ->
          i8(ElementwiseTypes.broadcast(facts, x, facts.shape(1)));
      case IntegerOp.AveragePool pool ->
          i8(PoolTypes.pool(facts, x, pool.window(), false, Layout.NHWC));
      case IntegerOp.MaxPool pool ->
          i8(PoolTypes.pool(facts, x, pool.window(), false, Layout.NHWC));
      case IntegerOp.Mean mean -> i8(mean(mean, x));
      case IntegerOp.Softmax _,
          IntegerOp.Logistic _,
          IntegerOp.Tanh _,
          IntegerOp.Rescale _,
          IntegerOp.FromReal _ ->
          i8(x);
      case IntegerOp.ToReal _ -> new TensorType(DType.F32, x);
    };
  }

  private static TensorType i8(Shape shape) {
    return new TensorType(DType.I8, shape);
  }

  private static Shape rows(IntegerOp.FullyConnected op, Shape x, NodeFacts facts) {
    Shape w = facts.shape(1);
    if (!x.ranked() || !w.ranked()) {
      return Shape.unranked();
    }
    if (w.rank() != 2 || x.rank() < 1) {
      throw facts.fail("weights %s do not fit an input %s".formatted(w, x));
    }
    if (op.keepDims()) {
      facts.same(x.dim(-1), w.dim(1), "last size of the input and of the weights");
      return x.with(-1, w.dim(0));
    }
    Dim elements = Dim.of(1);
    for (Dim dim : x.dims()) {
      elements = elements.times(dim);
    }
    if (elements.isKnown() && w.dim(1).isKnown() && elements.size() % w.dim(1).size() != 0) {
      throw facts.fail("%s elements do not divide into rows of %s".formatted(elements, w.dim(1)));
    }
    Dim rows = x.rank() == 2 && x.dim(1).equals(w.dim(1)) ? x.dim(0) : elements.floorDiv(w.dim(1));
    return Shape.of(rows, w.dim(0));
  }

  private static Shape mean(IntegerOp.Mean op, Shape x) {
    if (!x.ranked()) {
      return x;
    }
    List<Dim> dims = new ArrayList<>();
    for (int i = 0; i < x.rank(); i++) {
      if (!op.axes().contains(i)) {
        dims.add(x.dim(i));
      } else if (op.keepDims()) {
        dims.add(Dim.of(1));
      }
    }
    return Shape.of(dims);
  }
}
