package dev.ridgeline.compiler.lower;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.IrText;
import dev.ridgeline.compiler.ir.Level;
import dev.ridgeline.compiler.ir.LoopKind;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.Scope;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.verify.Effort;
import dev.ridgeline.compiler.verify.Verifier;
import dev.ridgeline.core.tensor.DType;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Accumulators are read before a loop and written back after it. Where the loop runs not at all in
 * one iteration of a parallel loop, that would touch an element of another iteration.
 */
class ZeroTripAccumulatorTest {
  private static final Buffer A = Buffer.dense("A", DType.F32, List.of(8), Scope.PARAMETER);
  private static final Buffer C = Buffer.dense("C", DType.F32, List.of(1), Scope.PARAMETER);
  private static final Expr.Var T = Expr.Var.index("t");
  private static final Expr.Var K = Expr.Var.index("k");

  /** Two iterations in the first thread, none in the second. */
  private static final Expr EXTENT = Exprs.sub(Exprs.index(2), Exprs.mul(T, 2));

  private static Program parallel(Stmt body) {
    Stmt threads = new Stmt.Loop(T, Exprs.index(2), LoopKind.PARALLEL, false, body);
    return new Program("p", List.of(A), List.of(C), List.of(), List.of(), threads);
  }

  private static Stmt fold(Expr at) {
    Expr sum =
        new Expr.Binary(
            dev.ridgeline.compiler.ir.BinaryOp.ADD,
            Exprs.load(C, Exprs.index(0)),
            Exprs.load(A, at));
    return new Stmt.Store(C, List.of(Exprs.index(0)), sum);
  }

  private static String promoted(Program p) {
    Verifier.check(p, Level.FLAT, Effort.EXACT);
    Program after = p.withBody(PromoteAccumulators.run(p.body()));
    Verifier.check(after, Level.FLAT, Effort.EXACT);
    return IrText.of(after.body());
  }

  @Test
  void aLoopThatMayNotRunTouchesItsAccumulatorOnlyWhereItRuns() {
    assertThat(promoted(parallel(Stmt.Loop.serial(K, EXTENT, fold(K)))))
        .isEqualTo(
            """
            parallel t in 2
              if t < 1
                local f32 acc0 = C[0]
                for k in 2 - t * 2
                  acc0 = acc0 + A[k]
                C[0] = acc0
            """);
  }

  @Test
  void aLoopInsideThatMayNotRunKeepsItsAccumulatorInside() {
    Expr.Var outer = Expr.Var.index("o");
    Stmt inner = Stmt.Loop.serial(K, EXTENT, fold(Exprs.add(outer, K)));
    String text = promoted(parallel(Stmt.Loop.serial(outer, Exprs.index(3), inner)));
    assertThat(text.indexOf("local f32 acc0")).isGreaterThan(text.indexOf("for o in 3"));
  }
}
