package dev.ridgeline.core.shape;

import dev.ridgeline.core.op.Normalise;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;

/** Types of normalisations: output 0 is like input 0. */
final class NormaliseTypes {
  private NormaliseTypes() {}

  static List<TensorType> infer(Normalise op, NodeFacts facts) {
    TensorType x = facts.type(0);
    return switch (op) {
      case Normalise.BatchNorm norm -> {
        if (x.shape().ranked()
            && x.shape().rank() >= 2
            && facts.shape(1).ranked()
            && facts.shape(1).rank() == 1) {
          facts.same(
              x.shape().dim(norm.layout().channelAxis(x.shape().rank())),
              facts.shape(1).dim(0),
              "channels of input and scale");
        }
        yield List.of(x, facts.type(3), facts.type(4));
      }
      case Normalise.Dropout _ -> List.of(x, new TensorType(DType.BOOL, x.shape()));
      case Normalise.LayerNorm norm ->
          List.of(x, statistics(facts, norm.axis()), statistics(facts, norm.axis()));
      case Normalise.Softmax softmax -> along(facts, softmax.axis());
      case Normalise.LogSoftmax softmax -> along(facts, softmax.axis());
      case Normalise.Hardmax hardmax -> along(facts, hardmax.axis());
      case Normalise.LpNorm norm -> along(facts, norm.axis());
      case Normalise.RmsNorm norm -> along(facts, norm.axis());
      case Normalise.InstanceNorm _,
          Normalise.GroupNorm _,
          Normalise.Lrn _,
          Normalise.MeanVariance _ ->
          List.of(x);
    };
  }

  /** The input's type; its axis {@code axis} must be there. */
  private static List<TensorType> along(NodeFacts facts, int axis) {
    if (facts.shape(0).ranked() && facts.shape(0).rank() > 0) {
      facts.axis(axis, facts.shape(0).rank());
    }
    return List.of(facts.type(0));
  }

  private static TensorType statistics(NodeFacts facts, int axis) {
    Shape x = facts.shape(0);
    if (!x.ranked()) {
      return new TensorType(DType.F32, x);
    }
    List<Dim> dims = new ArrayList<>(x.dims());
    for (int i = facts.axis(axis, x.rank()); i < x.rank(); i++) {
      dims.set(i, Dim.of(1));
    }
    return new TensorType(DType.F32, Shape.of(dims));
  }
}
