package dev.ridgeline.compiler.lower;

import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.LoopKind;
import dev.ridgeline.compiler.ir.Rewriter;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.Substitution;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes out the iterations of loops that are to be unrolled. */
public final class Unroll extends Rewriter {

  public static Stmt run(Stmt root) {
    return new Unroll(true).stmt(root);
  }

  /** Only those inside loops that are to be vectorized, whose bodies must be stores. */
  static Stmt insideVectors(Stmt root) {
    return new Unroll(false).stmt(root);
  }

  private boolean active;

  private Unroll(boolean active) {
    this.active = active;
  }

  @Override
  protected Stmt loop(Stmt.Loop s) {
    if (s.kind() == LoopKind.VECTORIZED && !active) {
      active = true;
      Stmt rewritten = Simplify.run(super.loop(s));
      active = false;
      return rewritten;
    }
    if (s.kind() != LoopKind.UNROLLED || !active) {
      return super.loop(s);
    }
    if (!(s.extent() instanceof Expr.IntImm extent)) {
      throw new IllegalStateException(
          "loop '" + s.var().name() + "' is to be unrolled but its extent is not constant");
    }
    Stmt body = stmt(s.body());
    List<Stmt> copies = new ArrayList<>();
    for (int i = 0; i < extent.value(); i++) {
      copies.add(Substitution.in(body, Map.of(s.var().name(), Exprs.index(i))));
    }
    return Stmt.Sequence.of(copies);
  }
}
