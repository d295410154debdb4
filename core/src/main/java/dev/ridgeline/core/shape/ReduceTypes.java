package dev.ridgeline.core.shape;

import dev.ridgeline.core.op.Reduce;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Types of operators that combine values along axes. */
final class ReduceTypes {
  private ReduceTypes() {}

  static List<TensorType> infer(Reduce op, NodeFacts facts) {
    Shape in = facts.shape(0);
    return switch (op) {
      case Reduce.Fold fold -> List.of(new TensorType(facts.dtype(0), fold(fold, facts, in)));
      case Reduce.ArgExtreme arg ->
          List.of(
              new TensorType(
                  DType.I64,
                  in.ranked()
                      ? reduce(in, Set.of(facts.axis(arg.axis(), in.rank())), arg.keepDims())
                      : in));
      case Reduce.CumSum _ -> List.of(facts.type(0));
      case Reduce.TopK top -> {
        Shape out = in;
        if (in.ranked()) {
          Dim k = facts.ints(1).map(v -> v.elements().getFirst()).orElse(facts.unknownDim("k"));
          out = in.with(facts.axis(top.axis(), in.rank()), k);
        }
        yield List.of(new TensorType(facts.dtype(0), out), new TensorType(DType.I64, out));
      }
    };
  }

  private static Shape fold(Reduce.Fold fold, NodeFacts facts, Shape in) {
    if (!in.ranked()) {
      return in;
    }
    Optional<List<Long>> given = facts.longs(1);
    if (facts.has(1) && given.isEmpty()) {
      Shape axes = facts.shape(1);
      if (fold.keepDims()) {
        return facts.unknownShape(in.rank());
      }
      return axes.isKnown() && axes.elements() > 0
          ? facts.unknownShape((int) Math.max(0, in.rank() - axes.elements()))
          : Shape.unranked();
    }
    Set<Integer> axes = new TreeSet<>();
    for (long axis : given.orElse(List.of())) {
      axes.add(facts.axis(axis, in.rank()));
    }
    if (axes.isEmpty()) {
      if (fold.noopWithEmptyAxes()) {
        return in;
      }
      for (int i = 0; i < in.rank(); i++) {
        axes.add(i);
      }
    }
    return reduce(in, axes, fold.keepDims());
  }

  private static Shape reduce(Shape in, Set<Integer> axes, boolean keepDims) {
    List<Dim> dims = new ArrayList<>();
    for (int i = 0; i < in.rank(); i++) {
      if (!axes.contains(i)) {
        dims.add(in.dim(i));
      } else if (keepDims) {
        dims.add(Dim.of(1));
      }
    }
    return Shape.of(dims);
  }
}
