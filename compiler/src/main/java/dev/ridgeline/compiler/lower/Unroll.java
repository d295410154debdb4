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
    return new Unroll().stmt(root);
  }

  @Override
  protected Stmt loop(Stmt.Loop s) {
    if (s.kind() != LoopKind.UNROLLED) {
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
