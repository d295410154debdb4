package dev.ridgeline.compiler.lower;

import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.Substitution;
import dev.ridgeline.compiler.simplify.Ranges;
import dev.ridgeline.compiler.simplify.Simplifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Simplifies every index and condition by the ranges of the loops around, drops branches that are
 * never taken and loops that never run, and replaces a loop of one iteration by its body.
 */
public final class Simplify {
  private Simplify() {}

  public static Stmt run(Stmt s) {
    return run(s, Ranges.NONE);
  }

  /** The same, with what is known of variables bound outside. */
  public static Stmt run(Stmt s, Ranges ranges) {
    Simplifier simplifier = new Simplifier(ranges);
    return switch (s) {
      case Stmt.Loop x -> loop(x, simplifier, ranges);
      case Stmt.Block x -> block(x, simplifier);
      case Stmt.Store x ->
          new Stmt.Store(
              x.buffer(),
              simplifier.exprs(x.indices()),
              simplifier.expr(x.value()),
              simplifier.expr(x.active()));
      case Stmt.Sequence x -> {
        List<Stmt> parts = new ArrayList<>();
        x.statements().forEach(part -> parts.add(run(part, ranges)));
        yield Stmt.Sequence.of(parts);
      }
      case Stmt.If x -> condition(x, simplifier, ranges);
      case Stmt.Allocate x -> new Stmt.Allocate(x.buffer(), run(x.body(), ranges));
      case Stmt.Define x -> {
        Expr value = simplifier.expr(x.value());
        yield new Stmt.Define(x.var(), value, run(x.body(), ranges));
      }
      case Stmt.Assign x -> new Stmt.Assign(x.var(), simplifier.expr(x.value()));
      case Stmt.Call x -> new Stmt.Call(x.function(), x.buffers(), simplifier.exprs(x.scalars()));
    };
  }

  private static Stmt loop(Stmt.Loop x, Simplifier simplifier, Ranges ranges) {
    Expr extent = simplifier.expr(x.extent());
    if (ranges.of(extent).hi() <= 0) {
      return Stmt.Sequence.EMPTY;
    }
    if (Exprs.isConstant(extent, 1)) {
      return run(Substitution.in(x.body(), Map.of(x.var().name(), Exprs.index(0))), ranges);
    }
    Stmt body = run(x.body(), ranges.withLoop(x.var().name(), extent));
    return body.equals(Stmt.Sequence.EMPTY)
        ? body
        : new Stmt.Loop(x.var(), extent, x.kind(), x.partition(), body);
  }

  private static Stmt condition(Stmt.If x, Simplifier simplifier, Ranges ranges) {
    Expr condition = simplifier.expr(x.condition());
    if (Exprs.isConstant(condition, 1)) {
      return run(x.then(), ranges);
    }
    if (Exprs.isConstant(condition, 0)) {
      return run(x.otherwise(), ranges);
    }
    Stmt then = run(x.then(), ranges);
    Stmt otherwise = run(x.otherwise(), ranges);
    boolean nothing = then.equals(Stmt.Sequence.EMPTY) && otherwise.equals(Stmt.Sequence.EMPTY);
    return nothing ? then : new Stmt.If(condition, then, otherwise);
  }

  private static Stmt block(Stmt.Block x, Simplifier simplifier) {
    var axes = x.axes().stream().map(a -> a.withBinding(simplifier.expr(a.binding()))).toList();
    return x.withAxes(axes).withPredicate(simplifier.expr(x.predicate()));
  }
}
