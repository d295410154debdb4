package dev.ridgeline.compiler.c;

import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Function;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.ValueType;
import dev.ridgeline.compiler.ir.Walker;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts the operations of functions, one for each lane of each expression: an upper bound where
 * every loop's extent is constant, {@link #UNBOUNDED} elsewhere.
 */
final class WorkEstimate {
  static final long UNBOUNDED = -1;
  private static final long MOST = 1L << 50;

  private final Map<String, Function> functions = new HashMap<>();

  WorkEstimate(List<Function> all) {
    all.forEach(f -> functions.put(f.name(), f));
  }

  /** Operations of one call. */
  long of(Function f) {
    long count = count(f.body());
    return count >= MOST ? UNBOUNDED : count;
  }

  private long count(Stmt s) {
    return switch (s) {
      case Stmt.Sequence x -> {
        long sum = 0;
        for (Stmt part : x.statements()) {
          sum = Math.min(MOST, sum + count(part));
        }
        yield sum;
      }
      case Stmt.Loop x -> {
        long inner = count(x.body()) + 1;
        long times = x.extent() instanceof Expr.IntImm n ? Math.max(0, n.value()) : MOST;
        yield times == 0 ? 0 : inner > MOST / times ? MOST : inner * times;
      }
      case Stmt.If x -> count(x.condition()) + Math.max(count(x.then()), count(x.otherwise()));
      case Stmt.Define x -> Math.min(MOST, count(x.value()) + count(x.body()));
      case Stmt.Assign x -> count(x.value());
      case Stmt.Store x -> count(x.value()) + x.value().type().lanes();
      case Stmt.Call x -> {
        Function callee = functions.get(x.function());
        yield callee == null ? MOST : count(callee.body());
      }
      case Stmt.Block _, Stmt.Allocate _ -> MOST;
    };
  }

  private static long count(Expr e) {
    long[] sum = {0};
    Walker.expressions(
        e,
        part -> {
          ValueType type = part.type();
          sum[0] += type.lanes();
        });
    return sum[0];
  }
}
