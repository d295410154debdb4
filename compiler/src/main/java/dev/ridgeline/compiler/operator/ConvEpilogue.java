package dev.ridgeline.compiler.operator;

import static dev.ridgeline.compiler.expression.ComputationBuilder.at;

import dev.ridgeline.compiler.expression.ComputationBuilder;
import dev.ridgeline.compiler.expression.IndexAxis;
import dev.ridgeline.compiler.ir.Combiner;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.core.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What happens to the sums of a convolution before they are stored: {@code activation(sum + bias +
 * residual)}, added in this order.
 *
 * @param bias whether an input {@code bias} [O] is added to each pixel
 * @param residual whether an input {@code residual} of the shape of the result is added
 * @param activation what is applied last
 */
public record ConvEpilogue(boolean bias, boolean residual, ActivationKind activation) {
  /** Sums as they are. */
  public static final ConvEpilogue NONE = new ConvEpilogue(false, false, ActivationKind.NONE);

  public boolean isEmpty() {
    return !bias && !residual && activation == ActivationKind.NONE;
  }

  /**
   * Declares its inputs and adds the stages that end in {@code Y}: the sums alone where it is
   * empty, else sums {@code P} and a stage over them.
   *
   * @param axes of the result, channels last
   */
  void add(ComputationBuilder c, List<IndexAxis> axes, List<IndexAxis> over, Expr term) {
    if (isEmpty()) {
      c.reduce("Y", Combiner.SUM, axes, over, term);
      return;
    }
    finish(c, axes, () -> at(c.reduce("P", Combiner.SUM, axes, over, term), axes(axes)));
  }

  /**
   * Declares its inputs and adds the stage {@code Y} over sums that are there.
   *
   * @param axes of the result, channels last
   * @param sums adds the stages that make the sums, and gives the one at the axes
   */
  void finish(ComputationBuilder c, List<IndexAxis> axes, Supplier<Expr> sums) {
    List<Expr> added = new ArrayList<>();
    if (bias) {
      added.add(at(c.input("bias", DType.F32, axes.getLast().extent()), axes.getLast()));
    }
    if (residual) {
      int[] shape = axes.stream().mapToInt(IndexAxis::extent).toArray();
      added.add(at(c.input("residual", DType.F32, shape), axes(axes)));
    }
    Expr value = sums.get();
    for (Expr term : added) {
      value = Exprs.add(value, term);
    }
    c.compute("Y", axes, activation.apply(value));
  }

  private static IndexAxis[] axes(List<IndexAxis> axes) {
    return axes.toArray(IndexAxis[]::new);
  }
}
