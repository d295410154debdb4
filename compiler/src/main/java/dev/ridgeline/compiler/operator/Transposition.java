package dev.ridgeline.compiler.operator;

import static dev.ridgeline.compiler.expression.ComputationBuilder.at;
import static dev.ridgeline.compiler.expression.ComputationBuilder.axis;

import dev.ridgeline.compiler.expression.Computation;
import dev.ridgeline.compiler.expression.ComputationBuilder;
import dev.ridgeline.compiler.expression.IndexAxis;
import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.core.tensor.DType;
import java.util.List;

/**
 * Matrices turned, f32: X [batch, rows, columns], Y [batch, columns, rows]. With few rows it
 * interleaves them: the planes of an image to channels last, or the groups of a channel shuffle.
 *
 * @param batch matrices
 * @param rows of X
 * @param columns of X
 */
public record Transposition(int batch, int rows, int columns) implements Operator {
  public Transposition {
    Extents.require("transposition", "a batch", batch);
    Extents.require("transposition", "rows", rows);
    Extents.require("transposition", "columns", columns);
  }

  @Override
  public String name() {
    return "transposition";
  }

  @Override
  public String shape() {
    return batch + "x" + rows + "x" + columns;
  }

  @Override
  public long flops() {
    return 0;
  }

  @Override
  public Computation computation() {
    ComputationBuilder c = new ComputationBuilder("transposition");
    Buffer x = c.input("X", DType.F32, batch, rows, columns);
    IndexAxis b = axis("b", batch);
    IndexAxis j = axis("j", columns);
    IndexAxis i = axis("i", rows);
    c.compute("Y", List.of(b, j, i), at(x, b, i, j));
    return c.build("Y");
  }
}
