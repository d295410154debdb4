package dev.ridgeline.app.op;

import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.Stmt;

/** A scheduled program of which only the first iterations of the outermost loops are left. */
final class CutProgram {
  private CutProgram() {}

  /** Every loop that no other is around keeps one iteration in {@code divisor}, one at least. */
  static Program of(Program blocks, int divisor) {
    return blocks.withBody(cut(blocks.body(), divisor));
  }

  private static Stmt cut(Stmt s, int divisor) {
    return switch (s) {
      case Stmt.Sequence x ->
          Stmt.Sequence.of(x.statements().stream().map(part -> cut(part, divisor)).toList());
      case Stmt.Loop x when x.extent() instanceof Expr.IntImm extent ->
          new Stmt.Loop(
              x.var(),
              Exprs.index(Math.max(1, extent.value() / divisor)),
              x.kind(),
              x.partition(),
              x.body());
      default -> s;
    };
  }
}
