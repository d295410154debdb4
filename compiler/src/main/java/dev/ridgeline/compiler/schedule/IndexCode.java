package dev.ridgeline.compiler.schedule;

import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Integers;
import dev.ridgeline.compiler.ir.ScalarType;
import java.util.List;
import java.util.Optional;

/** An index expression or condition made ready to be evaluated at many points. */
@FunctionalInterface
interface IndexCode {

  /** The value where the variables have the given values; a condition gives 0 or 1. */
  long at(int[] point);

  /** Code for an expression over the given variables; empty where it holds anything else. */
  static Optional<IndexCode> of(Expr e, List<String> variables) {
    return switch (e) {
      case Expr.IntImm x -> Optional.of(_ -> x.value());
      case Expr.Var x -> {
        int slot = variables.indexOf(x.name());
        yield slot < 0 ? Optional.empty() : Optional.of(p -> p[slot]);
      }
      case Expr.Binary x when !x.type().scalar().isFloat() -> binary(x, variables);
      case Expr.Compare x when x.a().type().scalar() == ScalarType.I32 ->
          both(x.a(), x.b(), variables, (a, b) -> compare(x, Long.compare(a, b)));
      case Expr.Select x -> {
        Optional<IndexCode> condition = of(x.condition(), variables);
        Optional<IndexCode> then = of(x.then(), variables);
        Optional<IndexCode> otherwise = of(x.otherwise(), variables);
        yield condition.flatMap(
            c -> then.flatMap(t -> otherwise.map(o -> p -> c.at(p) != 0 ? t.at(p) : o.at(p))));
      }
      default -> Optional.empty();
    };
  }

  private static Optional<IndexCode> binary(Expr.Binary x, List<String> variables) {
    return both(
        x.a(),
        x.b(),
        variables,
        (a, b) ->
            Integers.apply(x.op(), x.type().scalar(), a, b)
                .orElseThrow(() -> new ArithmeticException("no value for " + x.op())));
  }

  private static long compare(Expr.Compare x, int order) {
    boolean holds =
        switch (x.op()) {
          case EQ -> order == 0;
          case NE -> order != 0;
          case LT -> order < 0;
          case LE -> order <= 0;
          case GT -> order > 0;
          case GE -> order >= 0;
        };
    return holds ? 1 : 0;
  }

  private static Optional<IndexCode> both(
      Expr a, Expr b, List<String> variables, java.util.function.LongBinaryOperator op) {
    Optional<IndexCode> x = of(a, variables);
    Optional<IndexCode> y = of(b, variables);
    return x.flatMap(f -> y.map(g -> p -> op.applyAsLong(f.at(p), g.at(p))));
  }
}
