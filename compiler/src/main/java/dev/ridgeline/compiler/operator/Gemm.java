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
import dev.ridgeline.core.tensor.DType;
import java.util.List;

/**
 * {@code C = activation(op(A) op(B) + bias)}: f32, row-major.
 *
 * @param m rows of C
 * @param n columns of C
 * @param k terms of each element
 * @param transposeA whether A is given as [k, m] instead of [m, k]
 * @param transposeB whether B is given as [n, k] instead of [k, n]
 * @param bias whether a vector of n is added to each row
 * @param activation what is applied last
 */
public record Gemm(
    int m,
    int n,
    int k,
    boolean transposeA,
    boolean transposeB,
    boolean bias,
    ActivationKind activation)
    implements Operator {
  public Gemm {
    Extents.require("gemm", "M", m, "N", n, "K", k);
  }

  public static Gemm of(int m, int n, int k) {
    return new Gemm(m, n, k, false, false, false, ActivationKind.NONE);
  }

  @Override
  public String name() {
    return "gemm";
  }

  @Override
  public String shape() {
    return m + "x" + n + "x" + k;
  }

  @Override
  public long flops() {
    return 2L * m * n * k;
  }

  /** Whether results pass through stages after the product. */
  public boolean hasEpilogue() {
    return bias || activation != ActivationKind.NONE;
  }

  @Override
  public Computation computation() {
    ComputationBuilder c = new ComputationBuilder("gemm");
    Buffer a = transposeA ? c.input("A", DType.F32, k, m) : c.input("A", DType.F32, m, k);
    Buffer b = transposeB ? c.input("B", DType.F32, n, k) : c.input("B", DType.F32, k, n);
    IndexAxis i = axis("i", m);
    IndexAxis j = axis("j", n);
    IndexAxis p = axis("k", k);
    Expr left = transposeA ? at(a, p, i) : at(a, i, p);
    Expr right = transposeB ? at(b, j, p) : at(b, p, j);
    if (!hasEpilogue()) {
      c.reduce("C", Combiner.SUM, List.of(i, j), List.of(p), Exprs.mul(left, right));
      return c.build("C");
    }
    Buffer vector = bias ? c.input("bias", DType.F32, n) : a;
    Buffer product = c.reduce("P", Combiner.SUM, List.of(i, j), List.of(p), Exprs.mul(left, right));
    Expr value = at(product, i, j);
    if (bias) {
      value = Exprs.add(value, at(vector, j));
    }
    c.compute("C", List.of(i, j), activation.apply(value));
    return c.build("C");
  }
}
