package dev.ridgeline.compiler.simplify;

import dev.ridgeline.compiler.ir.CompareOp;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.ValueType;
import dev.ridgeline.compiler.ir.Walker;
import java.util.List;
import java.util.Optional;

/**
 * For which values of a loop variable a comparison holds: a bound over the variables outside, below
 * or from which it does.
 *
 * @param upper true: for all values below {@code bound}; false: for all values from {@code bound}
 */
public record HoldingRange(boolean upper, Expr bound) {

  /**
   * The values of {@code var} for which {@code condition} holds, whatever the inner variables are
   * ({@code always}), or for some values of theirs (otherwise, where outside the range it never
   * holds). Empty where the condition is no comparison in which the variable is a term of its own.
   */
  public static Optional<HoldingRange> of(
      Expr condition, Expr.Var var, List<String> inner, Ranges ranges, boolean always) {
    if (!(condition instanceof Expr.Compare(CompareOp op, Expr a, Expr b))
        || !a.type().equals(ValueType.I32)
        || op == CompareOp.EQ
        || op == CompareOp.NE) {
      return Optional.empty();
    }
    LinearForm gap = LinearForm.of(a).plus(LinearForm.of(b), -1);
    LinearForm negative =
        switch (op) {
          case LT -> gap;
          case LE -> gap.plus(-1);
          case GT -> gap.times(-1);
          case GE -> gap.times(-1).plus(-1);
          case EQ, NE -> throw new AssertionError(op);
        };
    long c = negative.coefficient(var);
    LinearForm rest = negative.plus(LinearForm.of(var), -c);
    boolean hidden = rest.terms().keySet().stream().anyMatch(t -> Walker.uses(t, var.name()));
    if (c == 0 || hidden) {
      return Optional.empty();
    }
    LinearForm outer = rest.part(t -> inner.stream().noneMatch(v -> Walker.uses(t, v)));
    Interval varying = rest.plus(outer, -1).range(ranges);
    long worst = always ? varying.hi() : varying.lo();
    if (Math.abs(worst) >= Interval.FAR) {
      return Optional.empty();
    }
    // c * var + outer + worst < 0
    LinearForm sum = outer.plus(worst);
    Expr bound =
        c > 0
            ? Exprs.div(sum.times(-1).plus(c - 1).toExpr(), Exprs.index(c))
            : Exprs.add(Exprs.div(sum.toExpr(), Exprs.index(-c)), 1);
    return Optional.of(new HoldingRange(c > 0, Simplifier.simplify(bound, ranges)));
  }
}
