package dev.ridgeline.compiler.operator;

import static dev.ridgeline.compiler.expression.ComputationBuilder.at;
import static dev.ridgeline.compiler.expression.ComputationBuilder.axis;

import dev.ridgeline.compiler.expression.Computation;
import dev.ridgeline.compiler.expression.ComputationBuilder;
import dev.ridgeline.compiler.expression.IndexAxis;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.core.UserError;
import dev.ridgeline.core.tensor.DType;
import java.util.ArrayList;
import java.util.List;

/**
 * Several elementwise operators as one, f32: values 0 to {@code inputs - 1} are elements of the
 * inputs {@code X0, X1, ...}, each link makes the next value from those before it, the last one is
 * the element of Y. Nothing but inputs and Y goes through memory.
 *
 * @param elements of each tensor
 * @param inputs how many tensors are read
 * @param links in order; at least one
 */
public record Chain(int elements, int inputs, List<Link> links) implements Operator {

  /**
   * One operator of a chain.
   *
   * @param op what it computes
   * @param a number of its first value
   * @param b number of its second value; not used by operators of one
   * @param p first number of the operator, where it has one
   * @param q second number
   */
  public record Link(ChainOp op, int a, int b, float p, float q) {}

  public Chain {
    Extents.require("chain", "elements", elements, "inputs", inputs);
    links = List.copyOf(links);
    if (links.isEmpty()) {
      throw new UserError("a chain needs at least one operator but got none; add a link");
    }
    for (int i = 0; i < links.size(); i++) {
      Link link = links.get(i);
      int known = inputs + i;
      int last = link.op().operands() == 2 ? Math.max(link.a(), link.b()) : link.a();
      int first = link.op().operands() == 2 ? Math.min(link.a(), link.b()) : link.a();
      if (first < 0 || last >= known) {
        throw new UserError(
            "link %d of a chain reads value %d, but there are values 0 to %d; name one of them"
                .formatted(i, first < 0 ? first : last, known - 1));
      }
    }
  }

  @Override
  public String name() {
    return "chain";
  }

  @Override
  public String shape() {
    return Integer.toString(elements);
  }

  /** One operation a link and element. */
  @Override
  public long flops() {
    return (long) links.size() * elements;
  }

  @Override
  public Computation computation() {
    ComputationBuilder c = new ComputationBuilder("chain");
    IndexAxis i = axis("i", elements);
    List<Expr> values = new ArrayList<>();
    for (int n = 0; n < inputs; n++) {
      values.add(at(c.input("X" + n, DType.F32, elements), i));
    }
    for (Link link : links) {
      Expr b = values.get(link.op().operands() == 2 ? link.b() : link.a());
      values.add(link.op().apply(values.get(link.a()), b, link.p(), link.q()));
    }
    c.compute("Y", List.of(i), values.getLast());
    return c.build("Y");
  }
}
