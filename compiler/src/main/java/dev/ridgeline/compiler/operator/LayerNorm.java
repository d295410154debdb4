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
import dev.ridgeline.compiler.ir.UnaryOp;
import dev.ridgeline.core.tensor.DType;
import java.util.List;

/**
 * Layer normalisation of each row, f32: {@code Y = (X - mean) / sqrt(variance + 1e-5) * gain +
 * bias}. The variance is taken from the differences to the mean.
 *
 * @param rows of the matrix
 * @param columns of the matrix
 */
public record LayerNorm(int rows, int columns) implements Operator {
  private static final double EPSILON = 1e-5;

  public LayerNorm {
    Extents.require("layernorm", "rows", rows, "columns", columns);
  }

  @Override
  public String name() {
    return "layernorm";
  }

  @Override
  public String shape() {
    return rows + "x" + columns;
  }

  /** Sum, difference, square and sum, quotient, gain, bias: seven an element. */
  @Override
  public long flops() {
    return 7L * rows * columns;
  }

  @Override
  public Computation computation() {
    ComputationBuilder c = new ComputationBuilder("layernorm");
    Buffer x = c.input("X", DType.F32, rows, columns);
    Buffer gain = c.input("gain", DType.F32, columns);
    Buffer bias = c.input("bias", DType.F32, columns);
    IndexAxis i = axis("i", rows);
    IndexAxis j = axis("j", columns);
    Expr count = Exprs.number(ScalarType.F32, columns);
    Buffer sum = c.reduce("S", Combiner.SUM, List.of(i), List.of(j), at(x, i, j));
    Expr mean = Exprs.div(at(sum, i), count);
    Buffer d = c.compute("D", List.of(i, j), Exprs.sub(at(x, i, j), mean));
    Buffer squares =
        c.reduce("Q", Combiner.SUM, List.of(i), List.of(j), Exprs.mul(at(d, i, j), at(d, i, j)));
    Expr variance = Exprs.div(at(squares, i), count);
    Expr root =
        new Expr.Unary(UnaryOp.SQRT, Exprs.add(variance, Exprs.number(ScalarType.F32, EPSILON)));
    Buffer scale = c.compute("R", List.of(i), root);
    Expr unit = Exprs.div(at(d, i, j), at(scale, i));
    c.compute("Y", List.of(i, j), new Expr.Fma(unit, at(gain, j), at(bias, j)));
    return c.build("Y");
  }
}
