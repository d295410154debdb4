package dev.ridgeline.compiler.lower;

import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.Rewriter;
import dev.ridgeline.compiler.ir.Stmt;
import java.util.List;

/**
 * Replaces the indices of every access by one: the distance from the buffer's start in elements.
 */
public final class Flatten extends Rewriter {

  public static Stmt run(Stmt root) {
    return new Flatten().stmt(root);
  }

  /** The flat index of an element. */
  public static Expr index(Buffer buffer, List<Expr> indices) {
    Expr sum = Exprs.index(0);
    for (int d = 0; d < buffer.rank(); d++) {
      sum = Exprs.add(sum, Exprs.mul(indices.get(d), buffer.strides().get(d)));
    }
    return sum;
  }

  @Override
  protected Stmt store(Stmt.Store s) {
    return new Stmt.Store(
        s.buffer(), List.of(index(s.buffer(), exprs(s.indices()))), expr(s.value()), s.active());
  }

  @Override
  protected Expr load(Expr.Load e) {
    return new Expr.Load(e.buffer(), List.of(index(e.buffer(), exprs(e.indices()))), e.active());
  }
}
