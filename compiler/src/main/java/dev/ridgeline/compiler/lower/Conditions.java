package dev.ridgeline.compiler.lower;

import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.Rewriter;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.simplify.Simplifier;
import java.util.List;
import java.util.Set;

/** Takes conditions that are known to hold out of a statement. */
final class Conditions extends Rewriter {
  private final Set<Expr> holding;

  private Conditions(Set<Expr> holding) {
    this.holding = holding;
  }

  /** {@code s} where all of {@code holding} are true. */
  static Stmt assume(Set<Expr> holding, Stmt s) {
    return holding.isEmpty() ? s : new Conditions(holding).stmt(s);
  }

  /** What is left of a conjunction. */
  static Expr without(Expr condition, Set<Expr> holding) {
    List<Expr> parts = Simplifier.conjuncts(condition);
    return parts.stream().filter(p -> !holding.contains(p)).reduce(Exprs.TRUE, Exprs::and);
  }

  @Override
  protected Stmt condition(Stmt.If s) {
    Stmt.If x = (Stmt.If) super.condition(s);
    Expr left = without(x.condition(), holding);
    return Exprs.isConstant(left, 1) ? x.then() : new Stmt.If(left, x.then(), x.otherwise());
  }

  @Override
  public Expr expr(Expr e) {
    Expr x = super.expr(e);
    return x instanceof Expr.Select(Expr condition, Expr then, Expr otherwise)
        ? Exprs.select(without(condition, holding), then, otherwise)
        : x;
  }
}
