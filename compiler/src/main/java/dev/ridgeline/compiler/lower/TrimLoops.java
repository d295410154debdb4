package dev.ridgeline.compiler.lower;

import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.LoopKind;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.Substitution;
import dev.ridgeline.compiler.simplify.HoldingRange;
import dev.ridgeline.compiler.simplify.Ranges;
import dev.ridgeline.compiler.simplify.Simplifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Narrows serial loops to the iterations in which the condition around all of their body can hold.
 * Where the range is exact the condition disappears:
 *
 * <pre>
 * for k in 8                            for k in min(8, n + 1)
 *   if k <= n                     =>      ...
 *     ...
 * </pre>
 */
public final class TrimLoops {
  private TrimLoops() {}

  public static Stmt run(Stmt root) {
    return run(root, Ranges.NONE);
  }

  private static Stmt run(Stmt s, Ranges ranges) {
    return switch (s) {
      case Stmt.Loop x -> {
        Stmt body = run(x.body(), ranges.withLoop(x.var().name(), x.extent()));
        Stmt.Loop loop = x.withBody(body);
        yield x.kind() == LoopKind.SERIAL ? trim(loop, ranges) : loop;
      }
      case Stmt.Sequence x ->
          Stmt.Sequence.of(x.statements().stream().map(part -> run(part, ranges)).toList());
      case Stmt.If x ->
          new Stmt.If(x.condition(), run(x.then(), ranges), run(x.otherwise(), ranges));
      case Stmt.Allocate x -> new Stmt.Allocate(x.buffer(), run(x.body(), ranges));
      default -> s;
    };
  }

  private static Stmt trim(Stmt.Loop loop, Ranges outside) {
    Ranges ranges = outside.withLoop(loop.var().name(), loop.extent());
    List<String> inner = new ArrayList<>();
    List<Expr> conditions = new ArrayList<>();
    Ranges within = guards(loop.body(), inner, conditions, ranges);
    Expr lower = Exprs.index(0);
    Expr upper = loop.extent();
    Set<Expr> exact = new HashSet<>();
    for (Expr condition : conditions) {
      Optional<HoldingRange> some = HoldingRange.of(condition, loop.var(), inner, within, false);
      if (some.isEmpty()) {
        continue;
      }
      Expr bound = some.get().bound();
      if (some.get().upper()) {
        upper = Exprs.min(upper, bound);
      } else {
        lower = Exprs.max(lower, bound);
      }
      if (HoldingRange.of(condition, loop.var(), inner, within, true).equals(some)) {
        exact.add(condition);
      }
    }
    Simplifier simplifier = new Simplifier(outside);
    Expr from = simplifier.expr(lower);
    Expr to = simplifier.expr(upper);
    if (Exprs.isConstant(from, 0) && to.equals(loop.extent())) {
      return loop;
    }
    Stmt body = Conditions.assume(exact, loop.body());
    Expr shifted = Exprs.add(loop.var(), from);
    Stmt moved = Substitution.in(body, Map.of(loop.var().name(), shifted));
    Expr extent = simplifier.expr(Exprs.sub(to, from));
    return Simplify.run(
        new Stmt.Loop(loop.var(), extent, loop.kind(), loop.partition(), moved), outside);
  }

  /** The conditions around everything in {@code s}, the loops between being noted. */
  private static Ranges guards(Stmt s, List<String> inner, List<Expr> conditions, Ranges ranges) {
    return switch (s) {
      case Stmt.Loop x -> {
        inner.add(x.var().name());
        yield guards(x.body(), inner, conditions, ranges.withLoop(x.var().name(), x.extent()));
      }
      case Stmt.If x when x.otherwise().equals(Stmt.Sequence.EMPTY) -> {
        conditions.addAll(Simplifier.conjuncts(x.condition()));
        yield guards(x.then(), inner, conditions, ranges);
      }
      case Stmt.Allocate x -> guards(x.body(), inner, conditions, ranges);
      default -> ranges;
    };
  }
}
