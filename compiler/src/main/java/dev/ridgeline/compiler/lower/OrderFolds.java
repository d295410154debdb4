package dev.ridgeline.compiler.lower;

import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Rewriter;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.Walker;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where accumulators are updated several times in a row, puts updates that need the same vector of
 * memory next to each other, so that few vectors are alive at a time. Each accumulator keeps the
 * order of its own updates, so no result changes. What several updates need is loaded once, into a
 * local: compilers do not see that the loads are the same ones.
 *
 * <pre>
 * c0 = fma(X[8..], w0, c0)            c1 = fma(X[16..], w0, c1)
 * c1 = fma(X[16..], w0, c1)     =>    c0 = fma(X[8..], w0, c0)
 * c0 = fma(X[0..], w1, c0)            c1 = fma(X[8..], w1, c1)
 * c1 = fma(X[8..], w1, c1)            c0 = fma(X[0..], w1, c0)
 * </pre>
 */
public final class OrderFolds extends Rewriter {
  private final FreshNames names;

  private OrderFolds(Stmt root) {
    names = new FreshNames(root);
  }

  public static Stmt run(Stmt root) {
    return new OrderFolds(root).stmt(root);
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
    return repeated && independent(s.statements(), updated)
        ? shared(ordered(s.statements(), updated))
        : s;
  }

  /**
   * Broadcasts used several times in locals around all, vectors around the updates that need them.
   */
  private Stmt shared(List<List<Stmt>> groups) {
    List<Stmt> parts = new ArrayList<>();
    for (List<Stmt> group : groups) {
      Optional<Expr.Load> load = vector(group.getFirst());
      Stmt body = Stmt.Sequence.of(group);
      parts.add(group.size() > 1 && load.isPresent() ? inLocal(load.get(), body) : body);
    }
    Stmt out = Stmt.Sequence.of(parts);
    Map<Expr, Integer> splats = new LinkedHashMap<>();
    Walker.expressions(
        out,
        e -> {
          if (e instanceof Expr.Broadcast(Expr value, int _) && value instanceof Expr.Load) {
            splats.merge(e, 1, Integer::sum);
          }
        });
    for (Map.Entry<Expr, Integer> splat : splats.entrySet()) {
      if (splat.getValue() > 1) {
        out = inLocal(splat.getKey(), out);
      }
    }
    return out;
  }

  private Stmt inLocal(Expr value, Stmt body) {
    Expr.Var local = new Expr.Var(names.of("share"), value.type());
    Stmt replaced =
        new Rewriter() {
          @Override
          public Expr expr(Expr e) {
            return e.equals(value) ? local : super.expr(e);
          }
        }.stmt(body);
    return new Stmt.Define(local, value, replaced);
  }

  /**
   * Whether no update needs what another makes, or loads only where a condition holds: such a load
   * cannot move in front of the condition.
   */
  private static boolean independent(List<Stmt> statements, Set<String> updated) {
    boolean[] holds = {true};
    for (Stmt s : statements) {
      Expr.Fma fma = (Expr.Fma) ((Stmt.Assign) s).value();
      for (Expr factor : List.of(fma.a(), fma.b())) {
        Walker.expressions(
            factor,
            e -> {
              holds[0] &= !(e instanceof Expr.Var v && updated.contains(v.name()));
              holds[0] &= !(e instanceof Expr.Select x && !x.condition().type().isVector());
            });
      }
    }
    return holds[0];
  }

  /** Whether the value is a fused multiply-add onto the local itself. */
  private static boolean foldsOnly(Stmt.Assign assign) {
    return assign.value() instanceof Expr.Fma fma && fma.c().equals(assign.var());
  }

  private static List<List<Stmt>> ordered(List<Stmt> statements, Set<String> accumulators) {
    List<Stmt> left = new ArrayList<>(statements);
    List<List<Stmt>> out = new ArrayList<>();
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
      out.add(group);
      group.forEach(left::remove); // one each: equal updates may stand there several times
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
