package dev.ridgeline.compiler.simplify;

import dev.ridgeline.compiler.ir.BinaryOp;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * An index expression as a sum: {@code constant + sum of coefficient * atom}. Atoms are whatever is
 * not a sum: variables, quotients, remainders, minima. No atom has the coefficient 0; the order is
 * that of first appearance.
 */
public final class LinearForm {
  private final Map<Expr, Long> terms;
  private final long constant;

  private LinearForm(Map<Expr, Long> terms, long constant) {
    this.terms = Collections.unmodifiableMap(terms);
    this.constant = constant;
  }

  public static LinearForm constant(long value) {
    return new LinearForm(new LinkedHashMap<>(), value);
  }

  static LinearForm atom(Expr e) {
    Map<Expr, Long> one = new LinkedHashMap<>();
    one.put(e, 1L);
    return new LinearForm(one, 0);
  }

  /**
   * The form of an I32 expression. Sums, differences and products with constants are taken apart.
   */
  public static LinearForm of(Expr e) {
    return switch (e) {
      case Expr.IntImm x -> constant(x.value());
      case Expr.Binary x when x.op() == BinaryOp.ADD -> of(x.a()).plus(of(x.b()), 1);
      case Expr.Binary x when x.op() == BinaryOp.SUB -> of(x.a()).plus(of(x.b()), -1);
      case Expr.Binary x when x.op() == BinaryOp.MUL -> {
        LinearForm a = of(x.a());
        LinearForm b = of(x.b());
        if (b.isConstant()) {
          yield a.times(b.constant);
        }
        yield a.isConstant() ? b.times(a.constant) : atom(e);
      }
      default -> atom(e);
    };
  }

  public Map<Expr, Long> terms() {
    return terms;
  }

  public long constant() {
    return constant;
  }

  public boolean isConstant() {
    return terms.isEmpty();
  }

  public OptionalLong asConstant() {
    return isConstant() ? OptionalLong.of(constant) : OptionalLong.empty();
  }

  /** The coefficient of a variable, 0 where it is no term of its own. */
  public long coefficient(Expr atom) {
    return terms.getOrDefault(atom, 0L);
  }

  public LinearForm plus(LinearForm o, long factor) {
    Map<Expr, Long> sum = new LinkedHashMap<>(terms);
    o.terms.forEach((atom, c) -> sum.merge(atom, c * factor, Long::sum));
    sum.values().removeIf(c -> c == 0);
    return new LinearForm(sum, constant + o.constant * factor);
  }

  public LinearForm plus(long value) {
    return new LinearForm(terms, constant + value);
  }

  public LinearForm times(long factor) {
    return factor == 0 ? constant(0) : constant(0).plus(this, factor);
  }

  /** The terms whose atoms pass; the constant stays with the others. */
  public LinearForm part(Predicate<Expr> which) {
    Map<Expr, Long> some = new LinkedHashMap<>(terms);
    some.keySet().removeIf(which.negate());
    return new LinearForm(some, 0);
  }

  /** The terms (and the constant's multiple) that {@code divisor} divides, divided. */
  LinearForm quotient(long divisor) {
    Map<Expr, Long> some = new LinkedHashMap<>();
    terms.forEach((atom, c) -> {
      if (c % divisor == 0) {
        some.put(atom, c / divisor);
      }
    });
    return new LinearForm(some, Math.floorDiv(constant, divisor));
  }

  /** What {@link #quotient} leaves. */
  LinearForm remainder(long divisor) {
    Map<Expr, Long> some = new LinkedHashMap<>(terms);
    some.values().removeIf(c -> c % divisor == 0);
    return new LinearForm(some, Math.floorMod(constant, divisor));
  }

  public Interval range(Ranges ranges) {
    Interval sum = Interval.of(constant);
    for (Map.Entry<Expr, Long> term : terms.entrySet()) {
      sum = sum.plus(ranges.of(term.getKey()).times(term.getValue()));
    }
    return sum;
  }

  /** Back to an expression: positive terms first, then the negative ones, then the constant. */
  public Expr toExpr() {
    Expr sum = Exprs.index(0);
    for (Map.Entry<Expr, Long> term : terms.entrySet()) {
      if (term.getValue() > 0) {
        sum = Exprs.add(sum, Exprs.mul(term.getKey(), term.getValue()));
      }
    }
    if (terms.values().stream().noneMatch(c -> c > 0) && !terms.isEmpty()) {
      sum = Exprs.index(constant);
    } else if (constant > 0) {
      sum = Exprs.add(sum, constant);
    }
    for (Map.Entry<Expr, Long> term : terms.entrySet()) {
      if (term.getValue() < 0) {
        sum = Exprs.sub(sum, Exprs.mul(term.getKey(), -term.getValue()));
      }
    }
    boolean constantLast = terms.values().stream().anyMatch(c -> c > 0);
    if (terms.isEmpty()) {
      return Exprs.index(constant);
    }
    return constantLast && constant < 0 ? Exprs.sub(sum, Exprs.index(-constant)) : sum;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof LinearForm other && constant == other.constant && terms.equals(other.terms);
  }

  @Override
  public int hashCode() {
    return terms.hashCode() * 31 + Long.hashCode(constant);
  }

  @Override
  public String toString() {
    return toExpr().toString();
  }
}
