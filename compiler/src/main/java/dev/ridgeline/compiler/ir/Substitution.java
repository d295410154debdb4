package dev.ridgeline.compiler.ir;

import java.util.Map;

/** Replaces variables by expressions. Bound names must not occur in what replaces others. */
@SuppressWarnings("ReferenceEquality") // the same object means: nothing changed below
public final class Substitution extends Rewriter {
  private final Map<String, Expr> values;

  public Substitution(Map<String, ? extends Expr> values) {
    this.values = Map.copyOf(values);
  }

  public static Expr in(Expr e, Map<String, ? extends Expr> values) {
    return values.isEmpty() ? e : new Substitution(values).expr(e);
  }

  public static Stmt in(Stmt s, Map<String, ? extends Expr> values) {
    return values.isEmpty() ? s : new Substitution(values).stmt(s);
  }

  @Override
  protected Expr var(Expr.Var e) {
    Expr value = values.get(e.name());
    return value == null ? e : value;
  }

  /** Index arithmetic folds again, so that a constant in place of a variable leaves no trace. */
  @Override
  protected Expr binary(Expr.Binary e) {
    Expr a = expr(e.a());
    Expr b = expr(e.b());
    if (a == e.a() && b == e.b()) {
      return e;
    }
    if (a.type().equals(ValueType.I32)) {
      switch (e.op()) {
        case ADD -> {
          return Exprs.add(a, b);
        }
        case SUB -> {
          return Exprs.sub(a, b);
        }
        case MUL -> {
          return Exprs.mul(a, b);
        }
        default -> {}
      }
    }
    return new Expr.Binary(e.op(), a, b);
  }
}
