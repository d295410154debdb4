package dev.ridgeline.engine.kernel;

import dev.ridgeline.compiler.operator.Operator;
import dev.ridgeline.compiler.operator.Softmax;
import dev.ridgeline.compiler.target.Kernel;
import java.util.List;

/**
 * Softmax of each row, by a compiled kernel.
 *
 * @param rows of the matrix
 * @param columns of the matrix
 * @param x input
 * @param y output
 */
public record SoftmaxPlan(int rows, int columns, Placed x, Placed y) implements StepPlan {

  @Override
  public String kernel() {
    return "softmax " + rows + "x" + columns;
  }

  @Override
  public List<Placed> inputs() {
    return List.of(x);
  }

  @Override
  public List<Placed> outputs() {
    return List.of(y);
  }

  @Override
  public List<Operator> compiled() {
    return List.of(new Softmax(rows, columns));
  }

  @Override
  public Step build(Memory memory, Compilers compilers) {
    Kernel kernel = compilers.kernel(new Softmax(rows, columns));
    kernel.bindAll(memory.of(x).bound(), memory.of(y).bound());
    return new KernelStep(kernel);
  }
}
