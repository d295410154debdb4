package dev.ridgeline.compiler.lower;

import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Rewriter;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.Walker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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
    Map<Expr, Expr.Var> locals = new LinkedHashMap<>();
    splats.forEach((value, uses) -> {
      if (uses > 1) {
        locals.put(value, new Expr.Var(names.of("share"), value.type()));
      }
    });
    return inLocals(locals, out);
  }

  private Stmt inLocal(Expr value, Stmt body) {
    return inLocals(Map.of(value, new Expr.Var(names.of("share"), value.type())), body);
  }

  /** The body with locals in the place of loads and broadcasts; the last is defined outermost. */
  private static Stmt inLocals(Map<Expr, Expr.Var> locals, Stmt body) {
    if (locals.isEmpty()) {
      return body;
    }
    Stmt out =
        new Rewriter() {
          @Override
          public Expr expr(Expr e) {
            boolean candidate = e instanceof Expr.Load || e instanceof Expr.Broadcast;
            Expr.Var local = candidate ? locals.get(e) : null;
            return local == null ? super.expr(e) : local;
          }
        }.stmt(body);
    for (Map.Entry<Expr, Expr.Var> local : locals.entrySet()) {
      out = new Stmt.Define(local.getValue(), local.getKey(), out);
    }
    return out;
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
    List<Update> left = updates(statements);
    Map<Expr.Load, Integer> uses = new HashMap<>();
    left.forEach(u -> u.vector().ifPresent(v -> uses.merge(v, 1, Integer::sum)));
    List<List<Stmt>> out = new ArrayList<>();
    while (!left.isEmpty()) {
      List<Update> ready = ready(left, accumulators);
      Update next = next(ready, uses);
      List<Update> group = new ArrayList<>();
      for (Update candidate : ready) {
        if (candidate.equals(next)
            || (next.vector().isPresent() && candidate.vector().equals(next.vector()))) {
          group.add(candidate);
        }
      }
      next.vector().ifPresent(v -> uses.merge(v, -group.size(), Integer::sum));
      Set<Integer> done = group.stream().map(Update::place).collect(Collectors.toSet());
      left.removeIf(u -> done.contains(u.place()));
      out.add(group.stream().map(Update::statement).toList());
    }
    return out;
  }

  /** The first update after which its vector is not needed any more; else the first of all. */
  private static Update next(List<Update> ready, Map<Expr.Load, Integer> uses) {
    Map<Expr.Load, Integer> now = new HashMap<>();
    ready.forEach(u -> u.vector().ifPresent(v -> now.merge(v, 1, Integer::sum)));
    for (Update candidate : ready) {
      Optional<Expr.Load> v = candidate.vector();
      if (v.isPresent() && Objects.equals(uses.get(v.get()), now.get(v.get()))) {
        return candidate;
      }
    }
    return ready.getFirst();
  }

  /**
   * A statement of the sequence.
   *
   * @param place where it stood: equal updates may stand there several times
   * @param vector the vector that it loads from memory
   */
  private record Update(int place, Stmt statement, String target, Optional<Expr.Load> vector) {}

  /** The updates in order, equal vectors being one object. */
  private static List<Update> updates(List<Stmt> statements) {
    Map<Expr.Load, Expr.Load> known = new HashMap<>();
    List<Update> updates = new ArrayList<>();
    for (Stmt s : statements) {
      Optional<Expr.Load> load =
          vector(s).map(v -> Objects.requireNonNullElse(known.putIfAbsent(v, v), v));
      updates.add(new Update(updates.size(), s, ((Stmt.Assign) s).var().name(), load));
    }
    return updates;
  }

  /** The first update that is left of each accumulator. */
  private static List<Update> ready(List<Update> left, Set<String> accumulators) {
    Set<String> waiting = new HashSet<>(accumulators);
    List<Update> ready = new ArrayList<>();
    for (Update u : left) {
      if (waiting.remove(u.target())) {
        ready.add(u);
      }
      if (waiting.isEmpty()) {
        break;
      }
    }
    return ready;
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
