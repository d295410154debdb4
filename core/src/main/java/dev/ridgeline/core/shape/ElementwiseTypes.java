package dev.ridgeline.core.shape;

import dev.ridgeline.core.op.Binary;
import dev.ridgeline.core.op.Compare;
import dev.ridgeline.core.op.Unary;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;

/** Types of operators that work element by element. */
final class ElementwiseTypes {
  private ElementwiseTypes() {}

  static TensorType unary(Unary op, NodeFacts facts) {
    DType dtype =
        switch (op) {
          case Unary.Cast cast -> cast.to();
          case Unary.IsInf _ -> DType.BOOL;
          case Unary.Function function ->
              function == Unary.Function.IS_NAN ? DType.BOOL : facts.dtype(0);
          default -> facts.dtype(0);
        };
    return new TensorType(dtype, facts.shape(0));
  }

  static TensorType binary(Binary op, NodeFacts facts) {
    DType dtype =
        facts.dtype(0) == DType.UNKNOWN && op != Binary.POW ? facts.dtype(1) : facts.dtype(0);
    Shape shape =
        op == Binary.PRELU ? facts.shape(0) : broadcast(facts, facts.shape(0), facts.shape(1));
    return new TensorType(dtype, shape);
  }

  static TensorType compare(Compare op, NodeFacts facts) {
    return switch (op) {
      case Compare.Relation _ ->
          new TensorType(DType.BOOL, broadcast(facts, facts.shape(0), facts.shape(1)));
      case Compare.Where _ -> {
        Shape shape =
            broadcast(facts, broadcast(facts, facts.shape(0), facts.shape(1)), facts.shape(2));
        yield new TensorType(
            facts.dtype(1) == DType.UNKNOWN ? facts.dtype(2) : facts.dtype(1), shape);
      }
    };
  }

  /** The numpy broadcast of two shapes; unranked when one is. */
  static Shape broadcast(NodeFacts facts, Shape a, Shape b) {
    if (!a.ranked() || !b.ranked()) {
      return Shape.unranked();
    }
    int rank = Math.max(a.rank(), b.rank());
    List<Dim> dims = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      int ia = i - rank + a.rank();
      int ib = i - rank + b.rank();
      dims.add(ia < 0 ? b.dim(ib) : ib < 0 ? a.dim(ia) : broadcast(facts, a.dim(ia), b.dim(ib)));
    }
    return Shape.of(dims);
  }

  private static Dim broadcast(NodeFacts facts, Dim a, Dim b) {
    if (a.equals(b) || b.is(1)) {
      return a;
    }
    if (a.is(1)) {
      return b;
    }
    if (a.isKnown() && b.isKnown()) {
      throw facts.fail("sizes %s and %s do not broadcast (equal or 1 is allowed)".formatted(a, b));
    }
    if (a.isKnown()) {
      return a;
    }
    return b.isKnown() ? b : Dim.symbol("broadcast(" + a + "," + b + ")");
  }
}
