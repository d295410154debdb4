package dev.ridgeline.app.op;

import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.UnaryOp;
import java.util.Map;
import java.util.OptionalLong;

/** The value of integer and boolean scalars that depend on variables alone, not on data. */
final class IntegerValue {
  private IntegerValue() {}

  /** The value; empty where it depends on memory or on a variable that is not given. */
  static OptionalLong of(Expr e, Map<String, Long> values) {
    return switch (e) {
      case Expr.IntImm x -> OptionalLong.of(x.value());
      case Expr.Var x -> {
        Long value = values.get(x.name());
        yield value == null ? OptionalLong.empty() : OptionalLong.of(value);
      }
      case Expr.Binary x -> binary(x, values);
      case Expr.Compare x -> compare(x, values);
      case Expr.Select x -> {
        OptionalLong condition = of(x.condition(), values);
        yield condition.isEmpty()
            ? condition
            : of(condition.getAsLong() != 0 ? x.then() : x.otherwise(), values);
      }
      case Expr.Unary x when x.op() == UnaryOp.NOT && x.type().scalar().bytes() == 1 -> {
        OptionalLong a = of(x.a(), values);
        yield a.isEmpty() ? a : OptionalLong.of(1 - a.getAsLong());
      }
      default -> OptionalLong.empty();
    };
  }

  private static OptionalLong binary(Expr.Binary x, Map<String, Long> values) {
    OptionalLong a = of(x.a(), values);
    OptionalLong b = of(x.b(), values);
    if (a.isEmpty() || b.isEmpty()) {
      return OptionalLong.empty();
    }
    long left = a.getAsLong();
    long right = b.getAsLong();
    return switch (x.op()) {
      case ADD -> OptionalLong.of(left + right);
      case SUB -> OptionalLong.of(left - right);
      case MUL -> OptionalLong.of(left * right);
      case MIN -> OptionalLong.of(Math.min(left, right));
      case MAX -> OptionalLong.of(Math.max(left, right));
      case FLOOR_DIV ->
          right == 0 ? OptionalLong.empty() : OptionalLong.of(Math.floorDiv(left, right));
      case FLOOR_MOD ->
          right == 0 ? OptionalLong.empty() : OptionalLong.of(Math.floorMod(left, right));
      case AND -> OptionalLong.of(left & right);
      case OR -> OptionalLong.of(left | right);
      default -> OptionalLong.empty();
    };
  }

  private static OptionalLong compare(Expr.Compare x, Map<String, Long> values) {
    OptionalLong a = of(x.a(), values);
    OptionalLong b = of(x.b(), values);
    if (a.isEmpty() || b.isEmpty()) {
      return OptionalLong.empty();
    }
    int order = Long.compare(a.getAsLong(), b.getAsLong());
    boolean holds =
        switch (x.op()) {
          case EQ -> order == 0;
          case NE -> order != 0;
          case LT -> order < 0;
          case LE -> order <= 0;
          case GT -> order > 0;
          case GE -> order >= 0;
        };
    return OptionalLong.of(holds ? 1 : 0);
  }
}
