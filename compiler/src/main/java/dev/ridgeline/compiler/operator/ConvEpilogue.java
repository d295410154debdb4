package dev.ridgeline.compiler.operator;

import static dev.ridgeline.compiler.expression.ComputationBuilder.at;

import dev.ridgeline.compiler.expression.ComputationBuilder;
import dev.ridgeline.compiler.expression.IndexAxis;
import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Combiner;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.core.tensor.DType;
import java.util.List;

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
    int[] shape = axes.stream().mapToInt(IndexAxis::extent).toArray();
    IndexAxis[] all = axes.toArray(IndexAxis[]::new);
    IndexAxis channel = axes.getLast();
    Expr biases = bias ? at(c.input("bias", DType.F32, channel.extent()), channel) : term;
    Expr other = residual ? at(c.input("residual", DType.F32, shape), all) : term;
    Buffer sums = c.reduce("P", Combiner.SUM, axes, over, term);
    Expr value = at(sums, all);
    if (bias) {
      value = Exprs.add(value, biases);
    }
    if (residual) {
      value = Exprs.add(value, other);
    }
    c.compute("Y", axes, activation.apply(value));
  }
}
