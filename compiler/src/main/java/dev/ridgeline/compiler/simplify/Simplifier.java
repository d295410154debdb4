package dev.ridgeline.compiler.simplify;

import dev.ridgeline.compiler.ir.BinaryOp;
import dev.ridgeline.compiler.ir.CompareOp;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.Rewriter;
import dev.ridgeline.compiler.ir.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Rewrites index arithmetic and conditions to shorter ones of the same value, given the ranges of
 * the variables. Floats are left as they are: their rounding is part of the program. Relies on
 * index arithmetic not overflowing, which the verifier proves.
 */
public final class Simplifier extends Rewriter {
  private final Ranges ranges;

  public Simplifier(Ranges ranges) {
    this.ranges = ranges;
  }

  public static Expr simplify(Expr e, Ranges ranges) {
    return new Simplifier(ranges).expr(e);
  }

  /** Whether a condition holds for all values of the variables, as far as can be shown. */
  public static boolean proves(Expr condition, Ranges ranges) {
    return Exprs.isConstant(simplify(condition, ranges), 1);
  }

  /** The conditions that together make up {@code condition}. */
  public static List<Expr> conjuncts(Expr condition) {
    List<Expr> parts = new ArrayList<>();
    split(condition, parts);
    return parts;
  }

  private static void split(Expr e, List<Expr> parts) {
    if (e instanceof Expr.Binary(BinaryOp op, Expr a, Expr b)
        && op == BinaryOp.AND
        && e.type().equals(ValueType.BOOL)) {
      split(a, parts);
      split(b, parts);
    } else if (!Exprs.isConstant(e, 1)) {
      parts.add(e);
    }
  }

  @Override
  public Expr expr(Expr e) {
    return switch (e) {
      case Expr.Compare x when x.a().type().equals(ValueType.I32) -> compare(x);
      case Expr.Select x -> select(x);
      default -> super.expr(e);
    };
  }

  @Override
  protected Expr binary(Expr.Binary e) {
    if (e.type().equals(ValueType.BOOL)) {
      return logical(e.op(), expr(e.a()), expr(e.b()));
    }
    if (!e.type().equals(ValueType.I32)) {
      return super.binary(e);
    }
    return switch (e.op()) {
      case ADD, SUB, MUL -> {
        LinearForm sum = rejoined(LinearForm.of(e, this::expr));
        Interval range = sum.range(ranges);
        yield range.isSingle() ? Exprs.index(range.lo()) : sum.toExpr();
      }
      case FLOOR_DIV -> settled(quotient(expr(e.a()), expr(e.b())));
      case FLOOR_MOD -> settled(remainder(expr(e.a()), expr(e.b())));
      case MIN -> settled(extreme(expr(e.a()), expr(e.b()), true));
      case MAX -> settled(extreme(expr(e.a()), expr(e.b()), false));
      case AND, OR, XOR, SHL, SHR, DIV -> settled(super.binary(e));
    };
  }

  /** A constant where only one value can be. */
  private Expr settled(Expr e) {
    Interval range = ranges.of(e);
    return range.isSingle() ? Exprs.index(range.lo()) : e;
  }

  private Expr logical(BinaryOp op, Expr a, Expr b) {
    return switch (op) {
      case AND -> {
        List<Expr> parts = new ArrayList<>(conjuncts(a));
        for (Expr part : conjuncts(b)) {
          if (!parts.contains(part)) {
            parts.add(part);
          }
        }
        yield parts.stream().reduce(Exprs.TRUE, Exprs::and);
      }
      case OR -> {
        if (Exprs.isConstant(a, 1) || Exprs.isConstant(b, 0) || a.equals(b)) {
          yield a;
        }
        yield Exprs.isConstant(b, 1) || Exprs.isConstant(a, 0) ? b : new Expr.Binary(op, a, b);
      }
      default -> new Expr.Binary(op, a, b);
    };
  }

  private Expr compare(Expr.Compare x) {
    Expr a = expr(x.a());
    Expr b = expr(x.b());
    Interval gap = LinearForm.of(a).plus(LinearForm.of(b), -1).range(ranges);
    boolean never;
    boolean always;
    switch (x.op()) {
      case LT -> {
        always = gap.hi() < 0;
        never = gap.lo() >= 0;
      }
      case LE -> {
        always = gap.hi() <= 0;
        never = gap.lo() > 0;
      }
      case GT -> {
        always = gap.lo() > 0;
        never = gap.hi() <= 0;
      }
      case GE -> {
        always = gap.lo() >= 0;
        never = gap.hi() < 0;
      }
      case EQ -> {
        always = gap.isSingle() && gap.lo() == 0;
        never = !gap.contains(0);
      }
      case NE -> {
        always = !gap.contains(0);
        never = gap.isSingle() && gap.lo() == 0;
      }
      default -> throw new AssertionError(x.op());
    }
    if (always || never) {
      return always ? Exprs.TRUE : Exprs.FALSE;
    }
    return divided(x.op(), a, b);
  }

  /** {@code 4*i < 10} as {@code i < 3}: one factor of all terms leaves the comparison. */
  private static Expr divided(CompareOp op, Expr a, Expr b) {
    LinearForm gap = LinearForm.of(a).plus(LinearForm.of(b), -1);
    long factor = gap.commonFactor(0);
    if (factor <= 1 || op == CompareOp.EQ || op == CompareOp.NE) {
      return Exprs.compare(op, a, b);
    }
    LinearForm left = LinearForm.constant(0);
    LinearForm right = LinearForm.constant(0);
    for (Map.Entry<Expr, Long> t : gap.terms().entrySet()) {
      long c = t.getValue() / factor;
      if (c > 0) {
        left = left.plus(LinearForm.atom(t.getKey()), c);
      } else {
        right = right.plus(LinearForm.atom(t.getKey()), -c);
      }
    }
    // factor * left - factor * right + constant < 0, so left < right + ceil(-constant / factor).
    long bound =
        switch (op) {
          case LT, GE -> Math.ceilDiv(-gap.constant(), factor);
          case LE, GT -> Math.floorDiv(-gap.constant(), factor);
          case EQ, NE -> throw new AssertionError(op);
        };
    return Exprs.compare(op, left.toExpr(), right.plus(bound).toExpr());
  }

  private Expr select(Expr.Select x) {
    Expr condition = expr(x.condition());
    Expr then = expr(x.then());
    Expr otherwise = expr(x.otherwise());
    return then.equals(otherwise) ? then : Exprs.select(condition, then, otherwise);
  }

  private Expr extreme(Expr a, Expr b, boolean least) {
    Interval gap = LinearForm.of(a).plus(LinearForm.of(b), -1).range(ranges);
    if (gap.hi() <= 0) {
      return least ? a : b;
    }
    if (gap.lo() >= 0) {
      return least ? b : a;
    }
    return least ? Exprs.min(a, b) : Exprs.max(a, b);
  }

  private Expr quotient(Expr a, Expr b) {
    if (!(b instanceof Expr.IntImm imm) || imm.value() <= 0) {
      return Exprs.div(a, b);
    }
    long d = imm.value();
    LinearForm form = LinearForm.of(a);
    if (d == 1) {
      return a;
    }
    LinearForm whole = form.quotient(d);
    LinearForm rest = form.remainder(d);
    Interval range = rest.range(ranges);
    long turn = Math.floorDiv(range.lo(), d);
    if (range.lo() > -Interval.FAR && turn == Math.floorDiv(range.hi(), d)) {
      return rejoined(whole.plus(turn)).toExpr();
    }
    Expr inner = reducedQuotient(rest, d);
    return rejoined(whole.plus(LinearForm.of(inner), 1)).toExpr();
  }

  /**
   * {@code rest div d}, with a common factor taken out, terms left out that are too small to
   * matter, as i in {@code (4 * o + i) div 8} where it is below 4, and {@code (x div p) div q}
   * joined.
   */
  private Expr reducedQuotient(LinearForm rest, long d) {
    long factor = rest.commonFactor(d);
    if (factor > 1) {
      LinearForm smaller =
          rest.plus(-rest.constant()).quotient(factor).plus(Math.floorDiv(rest.constant(), factor));
      return quotient(rejoined(smaller).toExpr(), Exprs.index(d / factor));
    }
    for (Expr atom : rest.atoms()) {
      long step = LinearForm.gcd(Math.abs(rest.coefficient(atom)), d);
      if (step > 1) {
        Interval small = rest.remainder(step).range(ranges);
        long turn = Math.floorDiv(small.lo(), step);
        if (small.lo() > -Interval.FAR && turn == Math.floorDiv(small.hi(), step)) {
          return quotient(rest.quotient(step).plus(turn).toExpr(), Exprs.index(d / step));
        }
      }
    }
    Expr e = rest.toExpr();
    if (e instanceof Expr.Binary(BinaryOp op, Expr x, Expr p)
        && op == BinaryOp.FLOOR_DIV
        && p instanceof Expr.IntImm first
        && first.value() > 0
        && first.value() <= Integer.MAX_VALUE / d) {
      return quotient(x, Exprs.index(first.value() * d));
    }
    return Exprs.div(e, Exprs.index(d));
  }

  private Expr remainder(Expr a, Expr b) {
    if (!(b instanceof Expr.IntImm imm) || imm.value() <= 0) {
      return Exprs.mod(a, b);
    }
    long d = imm.value();
    LinearForm rest = LinearForm.of(a).remainder(d);
    Interval range = rest.range(ranges);
    long turn = Math.floorDiv(range.lo(), d);
    if (range.lo() > -Interval.FAR && turn == Math.floorDiv(range.hi(), d)) {
      return rejoined(rest.plus(-turn * d)).toExpr();
    }
    long g = rest.commonFactor(d);
    if (g > 1 && rest.constant() % g == 0) {
      return Exprs.mul(remainder(rest.quotient(g).toExpr(), Exprs.index(d / g)), g);
    }
    return Exprs.mod(rest.toExpr(), b);
  }

  /** The sum, with {@code (x div n) * n + x mod n} put together to x again. */
  private LinearForm rejoined(LinearForm form) {
    for (Expr atom : form.atoms()) {
      if (atom instanceof Expr.Binary(BinaryOp op, Expr x, Expr n)
          && op == BinaryOp.FLOOR_MOD
          && n instanceof Expr.IntImm imm) {
        long c = form.coefficient(atom);
        Expr quotient = quotient(x, n);
        LinearForm whole = LinearForm.of(quotient).times(c * imm.value());
        if (isQuotient(quotient) && holds(form, whole)) {
          return rejoined(
              form.plus(whole, -1).plus(LinearForm.atom(atom), -c).plus(LinearForm.of(x), c));
        }
      }
    }
    return form;
  }

  /** Whether every term of {@code part} stands in {@code form}; there is at least one. */
  private static boolean holds(LinearForm form, LinearForm part) {
    for (Expr atom : part.atoms()) {
      if (form.coefficient(atom) != part.coefficient(atom)) {
        return false;
      }
    }
    return !part.isConstant();
  }

  private static boolean isQuotient(Expr e) {
    return e instanceof Expr.Binary(BinaryOp op, Expr _, Expr _) && op == BinaryOp.FLOOR_DIV;
  }
}
