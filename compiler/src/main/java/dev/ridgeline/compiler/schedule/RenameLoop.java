package dev.ridgeline.compiler.schedule;

import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Rewriter;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.Substitution;
import java.util.Map;

/** Gives a loop another name. */
final class RenameLoop {
  private RenameLoop() {}

  static Stmt in(Stmt s, String name, String other) {
    return new Rewriter() {
      @Override
      protected Stmt loop(Stmt.Loop loop) {
        Stmt.Loop x = (Stmt.Loop) super.loop(loop);
        if (!x.var().name().equals(name)) {
          return x;
        }
        Expr.Var renamed = Expr.Var.index(other);
        Stmt body = Substitution.in(x.body(), Map.of(name, renamed));
        return new Stmt.Loop(renamed, x.extent(), x.kind(), x.partition(), body);
      }
    }.stmt(s);
  }
}
