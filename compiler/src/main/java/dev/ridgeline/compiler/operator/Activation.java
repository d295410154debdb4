package dev.ridgeline.compiler.operator;

import static dev.ridgeline.compiler.expression.ComputationBuilder.at;
import static dev.ridgeline.compiler.expression.ComputationBuilder.axis;

import dev.ridgeline.compiler.expression.Computation;
import dev.ridgeline.compiler.expression.ComputationBuilder;
import dev.ridgeline.compiler.expression.IndexAxis;
import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.core.tensor.DType;
import java.util.List;
import java.util.Locale;

/**
 * An elementwise chain: {@code Y = activation(A + B)}, f32, the end of a residual block.
 *
 * @param elements of each tensor
 * @param kind what is applied to the sum
 */
public record Activation(int elements, ActivationKind kind) implements Operator {
  public Activation {
    Extents.require("activation", "elements", elements);
  }

  @Override
  public String name() {
    return "add-" + kind.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String shape() {
    return Integer.toString(elements);
  }

  /** The sum and the function, each one an element. */
  @Override
  public long flops() {
    return 2L * elements;
  }

  @Override
  public Computation computation() {
    ComputationBuilder c = new ComputationBuilder("elementwise");
    Buffer a = c.input("A", DType.F32, elements);
    Buffer b = c.input("B", DType.F32, elements);
    IndexAxis i = axis("i", elements);
    c.compute("Y", List.of(i), kind.apply(dev.ridgeline.compiler.ir.Exprs.add(at(a, i), at(b, i))));
    return c.build("Y");
  }
}
