package dev.ridgeline.compiler.lower;

import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.LoopKind;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.simplify.Ranges;
import dev.ridgeline.compiler.simplify.Simplifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps elements that a loop reads and writes over and over in locals while it runs. What was
 * stored to them just before the loop becomes the locals' first value. A condition around the
 * updates that does not change inside the loop moves to the load before it and the store after it,
 * when the updates are harmless without it.
 *
 * <pre>
 * C[i] = 0.0f                        local c0 = 0.0f
 * for k                        =>    for k
 *   C[i] = fma(A[k], B[k], C[i])       c0 = fma(A[k], B[k], c0)
 *                                    C[i] = c0
 * </pre>
 */
public final class PromoteAccumulators {
  private final FreshNames names;
  private int fresh;

  private PromoteAccumulators(Stmt root) {
    names = new FreshNames(root);
  }

  public static Stmt run(Stmt root) {
    return new PromoteAccumulators(root).visit(root, Ranges.NONE);
  }

  private Stmt visit(Stmt s, Ranges ranges) {
    return switch (s) {
      case Stmt.Loop x -> promoted(new ArrayList<>(), x, ranges);
      case Stmt.Sequence x -> sequence(x, ranges);
      case Stmt.If x ->
          new Stmt.If(x.condition(), visit(x.then(), ranges), visit(x.otherwise(), ranges));
      case Stmt.Allocate x -> new Stmt.Allocate(x.buffer(), visit(x.body(), ranges));
      case Stmt.Define x -> new Stmt.Define(x.var(), x.value(), visit(x.body(), ranges));
      default -> s;
    };
  }

  private Stmt sequence(Stmt.Sequence s, Ranges ranges) {
    List<Stmt> out = new ArrayList<>();
    for (Stmt part : s.statements()) {
      if (part instanceof Stmt.Loop loop) {
        out.add(promoted(out, loop, ranges));
      } else {
        out.add(visit(part, ranges));
      }
    }
    return Stmt.Sequence.of(out);
  }

  /**
   * The loop with its accumulators in locals; stores at the end of {@code before} that only set
   * them are taken out of it.
   */
  private Stmt promoted(List<Stmt> before, Stmt.Loop loop, Ranges ranges) {
    Ranges within = ranges.withLoop(loop.var().name(), loop.extent());
    Optional<AccumulatorSet> found =
        loop.kind() == LoopKind.SERIAL ? AccumulatorSet.of(loop, within) : Optional.empty();
    if (found.isEmpty()) {
      return loop.withBody(visit(loop.body(), within));
    }
    AccumulatorSet set = found.get();
    Expr runs = Simplifier.simplify(Exprs.lt(Exprs.index(0), loop.extent()), ranges);
    boolean always = Exprs.isConstant(runs, 1);
    List<Expr> initial = new ArrayList<>();
    List<Expr.Var> locals = new ArrayList<>();
    for (Accumulator a : set.accumulators()) {
      locals.add(new Expr.Var(names.of("acc" + fresh++), a.type()));
      Optional<Expr> earlier = always ? taken(before, a) : Optional.empty();
      initial.add(earlier.orElseGet(a::guardedLoad));
    }
    List<Stmt> parts = new ArrayList<>();
    Set<Expr> droppable = set.droppableGuards(loop, within);
    Stmt body = set.replace(Conditions.assume(droppable, loop.body()), locals);
    parts.add(visit(loop.withBody(body), ranges));
    for (int n = 0; n < locals.size(); n++) {
      parts.add(set.accumulators().get(n).guardedStore(locals.get(n)));
    }
    Stmt out = Stmt.Sequence.of(parts);
    for (int n = locals.size() - 1; n >= 0; n--) {
      out = new Stmt.Define(locals.get(n), initial.get(n), out);
    }
    return always ? out : new Stmt.If(runs, out);
  }

  /** The constant that a statement among the last of {@code before} stores to the accumulator. */
  private static Optional<Expr> taken(List<Stmt> before, Accumulator a) {
    for (int n = before.size() - 1; n >= 0; n--) {
      Stmt s = before.get(n);
      Optional<Stmt.Store> store = constantStore(s);
      if (store.isEmpty()) {
        return Optional.empty();
      }
      Optional<List<Expr>> extra = a.extraGuards(s);
      if (extra.isPresent()) {
        before.remove(n);
        return Optional.of(Exprs.select(all(extra.get()), store.get().value(), a.guardedLoad()));
      }
    }
    return Optional.empty();
  }

  /** A store, perhaps under conditions, of a value that loads nothing. */
  private static Optional<Stmt.Store> constantStore(Stmt s) {
    return switch (s) {
      case Stmt.Store x when isConstant(x.value()) -> Optional.of(x);
      case Stmt.If x when x.otherwise().equals(Stmt.Sequence.EMPTY) -> constantStore(x.then());
      default -> Optional.empty();
    };
  }

  private static boolean isConstant(Expr e) {
    return e instanceof Expr.FloatImm
        || e instanceof Expr.IntImm
        || (e instanceof Expr.Broadcast b && isConstant(b.value()));
  }

  /** The conditions around a statement that stores, as one conjunction. */
  static List<Expr> guards(Stmt s) {
    List<Expr> out = new ArrayList<>();
    Stmt at = s;
    while (at instanceof Stmt.If x) {
      out.addAll(Simplifier.conjuncts(x.condition()));
      at = x.then();
    }
    return out;
  }

  static Expr all(List<Expr> conditions) {
    return conditions.stream().reduce(Exprs.TRUE, Exprs::and);
  }
}
