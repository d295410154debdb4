package dev.ridgeline.compiler.lower;

import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.LoopKind;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.Substitution;
import dev.ridgeline.compiler.ir.Walker;
import dev.ridgeline.compiler.simplify.HoldingRange;
import dev.ridgeline.compiler.simplify.Ranges;
import dev.ridgeline.compiler.simplify.Simplifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Splits loops marked for it, innermost first, into the iterations in which conditions on the loop
 * variable surely hold, where they disappear, and the few before and after, where they stay:
 *
 * <pre>
 * for o in 3 partition             for o in 2
 *   for i in 4                       for i in 4
 *     if o * 4 + i < 10       =>       ...
 *       ...                        for i in 4
 *                                    if i < 2
 *                                      ...
 * </pre>
 */
public final class PartitionLoops {
  /** A partition that would make a body of more statements than this is left out. */
  static final int MOST_STATEMENTS = 4096;

  private PartitionLoops() {}

  public static Stmt run(Stmt root) {
    return run(root, Ranges.NONE);
  }

  private static Stmt run(Stmt s, Ranges ranges) {
    return switch (s) {
      case Stmt.Loop x -> {
        Stmt body = run(x.body(), ranges.withLoop(x.var().name(), x.extent()));
        Stmt.Loop loop = x.withBody(body);
        yield x.partition() ? partition(loop, ranges) : loop;
      }
      case Stmt.Sequence x ->
          Stmt.Sequence.of(x.statements().stream().map(part -> run(part, ranges)).toList());
      case Stmt.If x ->
          new Stmt.If(x.condition(), run(x.then(), ranges), run(x.otherwise(), ranges));
      case Stmt.Allocate x -> new Stmt.Allocate(x.buffer(), run(x.body(), ranges));
      default -> s;
    };
  }

  private static Stmt partition(Stmt.Loop loop, Ranges outside) {
    Stmt.Loop plain = new Stmt.Loop(loop.var(), loop.extent(), loop.kind(), false, loop.body());
    Collector found = new Collector(loop.var(), outside.withLoop(loop.var().name(), loop.extent()));
    found.visit(loop.body(), new ArrayList<>(), found.start);
    if (found.holding.isEmpty() || statements(loop.body()) > MOST_STATEMENTS) {
      return plain;
    }
    Simplifier simplifier = new Simplifier(outside);
    Expr end =
        simplifier.expr(
            Exprs.max(Exprs.index(0), Exprs.min(loop.extent(), found.upper(loop.extent()))));
    Expr start = simplifier.expr(Exprs.min(end, Exprs.max(Exprs.index(0), found.lower())));
    List<Stmt> parts = new ArrayList<>();
    parts.add(piece(plain, Exprs.index(0), start, outside));
    Stmt steady = Conditions.assume(found.holding, loop.body());
    parts.add(piece(plain.withBody(steady), start, end, outside));
    parts.add(piece(plain, end, loop.extent(), outside));
    return Stmt.Sequence.of(parts);
  }

  private static int statements(Stmt s) {
    int[] count = {0};
    Walker.statements(s, _ -> count[0]++);
    return count[0];
  }

  /** The iterations from {@code from} to below {@code to}. */
  private static Stmt piece(Stmt.Loop loop, Expr from, Expr to, Ranges outside) {
    Expr extent = Simplifier.simplify(Exprs.sub(to, from), outside);
    Expr shifted = Exprs.add(loop.var(), from);
    Stmt body = Substitution.in(loop.body(), Map.of(loop.var().name(), shifted));
    LoopKind kind = loop.kind();
    return Simplify.run(new Stmt.Loop(loop.var(), extent, kind, false, body), outside);
  }

  /** The conditions that hold in a range of the loop, and that range. */
  private static final class Collector {
    private final Expr.Var var;
    private final Ranges start;
    private final Set<Expr> holding = new LinkedHashSet<>();
    private final Set<Expr> uppers = new HashSet<>();
    private final Set<Expr> lowers = new HashSet<>();

    Collector(Expr.Var var, Ranges start) {
      this.var = var;
      this.start = start;
    }

    Expr upper(Expr extent) {
      return uppers.stream()
          .sorted(java.util.Comparator.comparing(Expr::toString))
          .reduce(extent, Exprs::min);
    }

    Expr lower() {
      return lowers.stream()
          .sorted(java.util.Comparator.comparing(Expr::toString))
          .reduce(Exprs.index(0), Exprs::max);
    }

    void visit(Stmt s, List<String> inner, Ranges ranges) {
      switch (s) {
        case Stmt.Loop x -> {
          inner.add(x.var().name());
          visit(x.body(), inner, ranges.withLoop(x.var().name(), x.extent()));
          inner.removeLast();
        }
        case Stmt.Sequence x -> x.statements().forEach(part -> visit(part, inner, ranges));
        case Stmt.If x -> {
          condition(x.condition(), inner, ranges);
          visit(x.then(), inner, ranges);
          visit(x.otherwise(), inner, ranges);
        }
        case Stmt.Allocate x -> visit(x.body(), inner, ranges);
        case Stmt.Store x ->
            Walker.expressions(
                x.value(),
                e -> {
                  if (e instanceof Expr.Select select) {
                    condition(select.condition(), inner, ranges);
                  }
                });
        default -> {}
      }
    }

    private void condition(Expr condition, List<String> inner, Ranges ranges) {
      for (Expr part : Simplifier.conjuncts(condition)) {
        Optional<HoldingRange> range = HoldingRange.of(part, var, inner, ranges, true);
        if (range.isPresent()) {
          holding.add(part);
          (range.get().upper() ? uppers : lowers).add(range.get().bound());
        }
      }
    }
  }
}
