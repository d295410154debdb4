package dev.ridgeline.compiler.lower;

import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Rewriter;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.Walker;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where accumulators are updated several times in a row, puts updates that need the same vector of
 * memory next to each other, so that few vectors are alive at a time. Each accumulator keeps the
 * order of its own updates, so no result changes.
 *
 * <pre>
 * c0 = fma(X[8..], w0, c0)            c1 = fma(X[16..], w0, c1)
 * c1 = fma(X[16..], w0, c1)     =>    c0 = fma(X[8..], w0, c0)
 * c0 = fma(X[0..], w1, c0)            c1 = fma(X[8..], w1, c1)
 * c1 = fma(X[8..], w1, c1)            c0 = fma(X[0..], w1, c0)
 * </pre>
 */
public final class OrderFolds extends Rewriter {

  public static Stmt run(Stmt root) {
    return new OrderFolds().stmt(root);
  }

  @Override
  protected Stmt sequence(Stmt.Sequence s) {
    Set<String> updated = new HashSet<>();
    boolean repeated = false;
    for (Stmt part : s.statements()) {
      if (!(part instanceof Stmt.Assign assign) || !foldsOnly(assign)) {
        return super.sequence(s);
      }
      repeated |= !updated.add(assign.var().name());
    }
    return repeated ? new Stmt.Sequence(ordered(s.statements(), updated)) : s;
  }

  /** Whether the value is a fused multiply-add onto the local itself. */
  private static boolean foldsOnly(Stmt.Assign assign) {
    return assign.value() instanceof Expr.Fma fma && fma.c().equals(assign.var());
  }

  private static List<Stmt> ordered(List<Stmt> statements, Set<String> accumulators) {
    List<Stmt> left = new ArrayList<>(statements);
    List<Stmt> out = new ArrayList<>();
    while (!left.isEmpty()) {
      List<Stmt> ready = ready(left, accumulators);
      Stmt next = ready.getFirst();
      for (Stmt candidate : ready) {
        Optional<Expr.Load> load = vector(candidate);
        if (load.isPresent() && countOf(load.get(), left) == countOf(load.get(), ready)) {
          next = candidate;
          break;
        }
      }
      Optional<Expr.Load> load = vector(next);
      List<Stmt> group = new ArrayList<>();
      for (Stmt candidate : ready) {
        if (candidate.equals(next) || (load.isPresent() && vector(candidate).equals(load))) {
          group.add(candidate);
        }
      }
      out.addAll(group);
      left.removeAll(group);
    }
    return out;
  }

  /** The first update that is left of each accumulator. */
  private static List<Stmt> ready(List<Stmt> left, Set<String> accumulators) {
    Set<String> waiting = new HashSet<>(accumulators);
    List<Stmt> ready = new ArrayList<>();
    for (Stmt s : left) {
      if (s instanceof Stmt.Assign assign && waiting.remove(assign.var().name())) {
        ready.add(s);
      }
    }
    return ready;
  }

  private static long countOf(Expr.Load load, List<Stmt> statements) {
    return statements.stream().filter(s -> vector(s).equals(Optional.of(load))).count();
  }

  /** The vector that an update loads from memory. */
  private static Optional<Expr.Load> vector(Stmt s) {
    List<Expr.Load> found = new ArrayList<>();
    Walker.expressions(
        s,
        e -> {
          if (e instanceof Expr.Load load && load.type().isVector()) {
            found.add(load);
          }
        });
    return found.isEmpty() ? Optional.empty() : Optional.of(found.getFirst());
  }
}
