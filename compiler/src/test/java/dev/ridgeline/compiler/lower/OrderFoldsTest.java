package dev.ridgeline.compiler.lower;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.IrText;
import dev.ridgeline.compiler.ir.ScalarType;
import dev.ridgeline.compiler.ir.Scope;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.ValueType;
import dev.ridgeline.core.tensor.DType;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrderFoldsTest {
  private static final Expr.Var FIRST = new Expr.Var("acc0", ValueType.F32);
  private static final Expr.Var SECOND = new Expr.Var("acc1", ValueType.F32);
  private static final Buffer X = Buffer.dense("X", DType.F32, List.of(8), Scope.PARAMETER);

  private static Stmt fold(Expr.Var into, Expr a) {
    return new Stmt.Assign(into, new Expr.Fma(a, Exprs.load(X, Exprs.index(1)), into));
  }

  private static String ordered(Stmt... parts) {
    return IrText.of(OrderFolds.run(new Stmt.Sequence(List.of(parts))));
  }

  @Test
  void equalUpdatesAreAllKept() {
    Stmt fold = fold(FIRST, Exprs.load(X, Exprs.index(0)));
    assertThat(ordered(fold, fold, fold)).isEqualTo("acc0 = fma(X[0], X[1], acc0)\n".repeat(3));
  }

  @Test
  void updatesThatNeedOthersStayInOrder() {
    Stmt fold = fold(FIRST, Exprs.load(X, Exprs.index(0)));
    assertThat(ordered(fold, fold(SECOND, FIRST), fold))
        .isEqualTo(
            """
            acc0 = fma(X[0], X[1], acc0)
            acc1 = fma(acc0, X[1], acc1)
            acc0 = fma(X[0], X[1], acc0)
            """);
  }

  @Test
  void loadsDoNotLeaveTheirCondition() {
    Expr inside = Exprs.lt(Expr.Var.index("i"), Exprs.index(8));
    Expr load = Exprs.load(X, Expr.Var.index("i"));
    Expr factor = new Expr.Select(inside, load, Exprs.number(ScalarType.F32, 0));
    String text = ordered(fold(FIRST, factor), fold(FIRST, factor));
    assertThat(text).isEqualTo("acc0 = fma(select(i < 8, X[i], 0.0f), X[1], acc0)\n".repeat(2));
  }
}
