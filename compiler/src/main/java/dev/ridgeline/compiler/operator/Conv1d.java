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

  /** Elements of the shorter vector, over which the sum runs. */
  public int taps() {
    return Math.min(m, n);
  }

  /** Elements of the longer vector. */
  public int points() {
    return Math.max(m, n);
  }

  /**
   * Two stages: the longer vector with {@code taps - 1} zeros at both ends, then sums over the
   * shorter one.
   */
  @Override
  public Computation computation() {
    ComputationBuilder c = new ComputationBuilder("conv1d");
    Buffer x = c.input("X", DType.F32, m);
    Buffer w = c.input("W", DType.F32, n);
    Buffer longer = m >= n ? x : w;
    Buffer shorter = m >= n ? w : x;
    IndexAxis p = axis("p", points() + 2 * taps() - 2);
    Expr from = Exprs.sub(p.var(), Exprs.index(taps() - 1));
    Expr inside = Exprs.within(Exprs.index(0), from, Exprs.index(points()));
    Buffer padded =
        c.compute(
            "Xp",
            List.of(p),
            Exprs.select(inside, at(longer, from), Exprs.number(ScalarType.F32, 0)));
    IndexAxis i = axis("n", points() + taps() - 1);
    IndexAxis k = axis("k", taps());
    Expr place = Exprs.sub(Exprs.add(i.var(), taps() - 1L), k.var());
    c.reduce(
        "Y", Combiner.SUM, List.of(i), List.of(k), Exprs.mul(at(padded, place), at(shorter, k)));
    return c.build("Y");
  }
}
