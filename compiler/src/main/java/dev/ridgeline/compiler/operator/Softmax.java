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
import dev.ridgeline.compiler.ir.UnaryOp;
import dev.ridgeline.core.tensor.DType;
import java.util.List;

/**
 * Softmax of each row, f32: {@code Y[i, j] = exp(X[i, j] - max) / sum of these}.
 *
 * @param rows of the matrix
 * @param columns of the matrix
 */
public record Softmax(int rows, int columns) implements Operator {
  public Softmax {
    Extents.require("softmax", "rows", rows, "columns", columns);
  }

  @Override
  public String name() {
    return "softmax";
  }

  @Override
  public String shape() {
    return rows + "x" + columns;
  }

  /** One each for maximum, difference, exponential, sum and quotient. */
  @Override
  public long flops() {
    return 5L * rows * columns;
  }

  @Override
  public Computation computation() {
    ComputationBuilder c = new ComputationBuilder("softmax");
    Buffer x = c.input("X", DType.F32, rows, columns);
    IndexAxis i = axis("i", rows);
    IndexAxis j = axis("j", columns);
    Buffer most = c.reduce("M", Combiner.MAX, List.of(i), List.of(j), at(x, i, j));
    Expr shifted = Exprs.sub(at(x, i, j), at(most, i));
    Buffer e = c.compute("E", List.of(i, j), new Expr.Unary(UnaryOp.EXP, shifted));
    Buffer sum = c.reduce("S", Combiner.SUM, List.of(i), List.of(j), at(e, i, j));
    c.compute("Y", List.of(i, j), Exprs.div(at(e, i, j), at(sum, i)));
    return c.build("Y");
  }
}
