package dev.ridgeline.compiler.operator;

import static dev.ridgeline.compiler.expression.ComputationBuilder.at;
import static dev.ridgeline.compiler.expression.ComputationBuilder.axis;

import dev.ridgeline.compiler.expression.Computation;
import dev.ridgeline.compiler.expression.ComputationBuilder;
import dev.ridgeline.compiler.expression.IndexAxis;
import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Combiner;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.ScalarType;
import dev.ridgeline.core.tensor.DType;
import java.util.List;

/**
 * The full convolution of two vectors: {@code Y[n] = sum over k of X[n - k] * W[k]}, f32, n from 0
 * to M + N - 2; what is outside of X or W counts as 0.
 *
 * @param m elements of X
 * @param n elements of W
 */
public record Conv1d(int m, int n) implements Operator {
  public Conv1d {
    Extents.require("conv1d", "M", m, "N", n);
  }

  @Override
  public String name() {
    return "conv1d";
  }

  @Override
  public String shape() {
    return m + "x" + n;
  }

  @Override
  public long flops() {
    return 2L * m * n;
  }

  @Override
  public Computation computation() {
    ComputationBuilder c = new ComputationBuilder("conv1d");
    Buffer x = c.input("X", DType.F32, m);
    Buffer w = c.input("W", DType.F32, n);
    IndexAxis at = axis("n", m + n - 1);
    IndexAxis k = axis("k", n);
    Expr from = Exprs.sub(at.var(), k.var());
    Expr term = Exprs.mul(at(x, from), at(w, k));
    Expr inside = Exprs.within(Exprs.index(0), from, Exprs.index(m));
    c.reduce(
        "Y",
        Combiner.SUM,
        List.of(at),
        List.of(k),
        Exprs.select(inside, term, Exprs.number(ScalarType.F32, 0)));
    return c.build("Y");
  }
}
