package dev.ridgeline.compiler.operator;

import dev.ridgeline.compiler.expression.IndexAxis;
import dev.ridgeline.compiler.ir.CompareOp;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.ScalarType;
import dev.ridgeline.core.UserError;
import java.util.List;
import java.util.function.IntFunction;

/**
 * A small constant matrix of a Winograd transform. Its product with a vector is written without
 * multiplications by 0 and 1, so that a transform costs no more than if written by hand.
 *
 * @param rows of it
 * @param columns of it
 * @param values row after row; f32 holds each exactly
 */
public record WinogradMatrix(int rows, int columns, List<Double> values) {
  public WinogradMatrix {
    values = List.copyOf(values);
    if (values.size() != rows * columns) {
      throw new UserError(
          "a matrix of %d rows and %d columns needs %d values but got %d"
              .formatted(rows, columns, rows * columns, values.size()));
    }
    for (double value : values) {
      if ((float) value != value) {
        throw new UserError("f32 does not hold " + value + "; choose other points");
      }
    }
  }

  /**
   * The element of the product in the row that an axis stands at: a choice between the sums of all
   * rows, which is made when the axis is unrolled.
   *
   * @param element of the vector
   */
  Expr product(IndexAxis row, IntFunction<Expr> element) {
    Expr value = sum(rows - 1, element);
    for (int r = rows - 2; r >= 0; r--) {
      Expr here = Exprs.compare(CompareOp.EQ, row.var(), Exprs.index(r));
      value = Exprs.select(here, sum(r, element), value);
    }
    return value;
  }

  /** Terms with positive factors first. */
  private Expr sum(int row, IntFunction<Expr> element) {
    Expr sum = Exprs.number(ScalarType.F32, 0);
    boolean empty = true;
    for (boolean negative : new boolean[] {false, true}) {
      for (int c = 0; c < columns; c++) {
        double factor = values.get(row * columns + c);
        if (factor == 0 || factor < 0 != negative) {
          continue;
        }
        double size = Math.abs(factor);
        Expr term = element.apply(c);
        if (size != 1) {
          term = Exprs.mul(term, Exprs.number(ScalarType.F32, size));
        }
        if (negative) {
          sum = Exprs.sub(sum, term);
        } else {
          sum = empty ? term : Exprs.add(sum, term);
        }
        empty = false;
      }
    }
    return sum;
  }
}
