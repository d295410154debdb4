package dev.ridgeline.compiler.jvm;

import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Rewriter;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.Walker;

/** A store as it is when all of its lanes are active. */
final class WholeVectors extends Rewriter {
  private final Expr active;
  private final int lanes;

  private WholeVectors(Expr active, int lanes) {
    this.active = active;
    this.lanes = lanes;
  }

  /** The store, and the loads in it that have the same active lanes, on every lane. */
  static Stmt.Store of(Stmt.Store s) {
    WholeVectors whole = new WholeVectors(s.active(), s.value().type().lanes());
    return new Stmt.Store(s.buffer(), s.indices(), whole.expr(s.value()));
  }

  /** Whether no access in it is partial. */
  static boolean isWhole(Stmt.Store s) {
    boolean[] whole = {s.isWhole()};
    Walker.expressions(
        s.value(), e -> whole[0] &= !(e instanceof Expr.Load load) || load.isWhole());
    return whole[0];
  }

  @Override
  protected Expr load(Expr.Load e) {
    return e.active().equals(active) && e.type().lanes() == lanes
        ? new Expr.Load(e.buffer(), e.indices())
        : super.load(e);
  }
}
