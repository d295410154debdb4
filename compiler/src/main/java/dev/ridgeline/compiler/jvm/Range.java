package dev.ridgeline.compiler.jvm;

import dev.ridgeline.compiler.ir.Expr;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * The values that an i32 expression can have.
 *
 * @param lo the least
 * @param hi the greatest
 */
record Range(long lo, long hi) {
  static final Range ALL = new Range(Integer.MIN_VALUE, Integer.MAX_VALUE);

  /** A range that holds every value of {@code e}; {@link #ALL} where nothing better is known. */
  static Range of(Expr e, Map<String, Range> variables) {
    return switch (e) {
      case Expr.IntImm x -> new Range(x.value(), x.value());
      case Expr.Var x -> variables.getOrDefault(x.name(), ALL);
      case Expr.Select x -> of(x.then(), variables).hull(of(x.otherwise(), variables));
      case Expr.Binary x -> of(x, of(x.a(), variables), of(x.b(), variables)).wrapped();
      default -> ALL;
    };
  }

  private static Range of(Expr.Binary x, Range a, Range b) {
    return switch (x.op()) {
      case ADD -> new Range(a.lo + b.lo, a.hi + b.hi);
      case SUB -> new Range(a.lo - b.hi, a.hi - b.lo);
      case MUL -> product(a, b);
      case MIN -> new Range(Math.min(a.lo, b.lo), Math.min(a.hi, b.hi));
      case MAX -> new Range(Math.max(a.lo, b.lo), Math.max(a.hi, b.hi));
      case FLOOR_DIV ->
          b.lo > 0 && b.lo == b.hi
              ? new Range(Math.floorDiv(a.lo, b.lo), Math.floorDiv(a.hi, b.lo))
              : ALL;
      case FLOOR_MOD -> b.lo > 0 ? new Range(0, b.hi - 1) : ALL;
      case DIV, AND, OR, XOR, SHL, SHR -> ALL;
    };
  }

  private static Range product(Range a, Range b) {
    long[] corners = {a.lo * b.lo, a.lo * b.hi, a.hi * b.lo, a.hi * b.hi};
    return new Range(
        LongStream.of(corners).min().orElseThrow(), LongStream.of(corners).max().orElseThrow());
  }

  /** The range that holds both. */
  Range hull(Range other) {
    return new Range(Math.min(lo, other.lo), Math.max(hi, other.hi));
  }

  /** Arithmetic that can leave 32 bits can have any value. */
  private Range wrapped() {
    return lo < Integer.MIN_VALUE || hi > Integer.MAX_VALUE ? ALL : this;
  }
}
