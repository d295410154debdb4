package dev.ridgeline.compiler.schedule;

import dev.ridgeline.compiler.ir.Axis;
import dev.ridgeline.compiler.ir.BinaryOp;
import dev.ridgeline.compiler.ir.Combiner;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.IrText;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.Substitution;
import dev.ridgeline.compiler.ir.Walker;
import dev.ridgeline.compiler.lower.PlaceInit;
import dev.ridgeline.compiler.simplify.HoldingRange;
import dev.ridgeline.compiler.simplify.Interval;
import dev.ridgeline.compiler.simplify.LinearForm;
import dev.ridgeline.compiler.simplify.Ranges;
import dev.ridgeline.compiler.simplify.Simplifier;
import dev.ridgeline.core.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Leaves out the iterations of a reduce loop in which one factor of every term comes from the
 * padding of a buffer and is 0. Whole iterations of the loop only: where the loops inside it touch
 * the inner part of the buffer at all, they run whole. Lowering turns the condition into bounds of
 * the loop. With infinities or NaN in the other factor the padded terms would not have been 0.
 *
 * @param block a sum whose term is a product with an element of {@code buffer}
 * @param buffer made by one block as {@code select(inside, value, 0)}, inside being bounds of its
 *     iterators
 * @param loop around the block
 */
public record Trim(String block, String buffer, String loop) implements Primitive {

  @Override
  public String name() {
    return "trim";
  }

  @Override
  public Program apply(Program p) {
    Stmt.Block found = Nest.block(p, name(), block);
    Stmt.Loop target = Nest.loop(p, name(), loop);
    List<Stmt> path = Nest.path(p.body(), s -> Nest.isBlock(s, block));
    if (!path.contains(target)) {
      throw refused("loop '" + loop + "' is not around it");
    }
    List<Interval> box = box(p);
    Expr.Load factor = factor(found);
    Expr.Load bound = (Expr.Load) Substitution.in(factor, MarkRules.bindings(found));
    Ranges ranges = Nest.ranges(path);
    List<String> inner = MovedNest.inside(path, loop);
    Expr condition = Exprs.TRUE;
    for (int d = 0; d < box.size(); d++) {
      LinearForm form = LinearForm.of(Simplifier.simplify(bound.indices().get(d), ranges));
      LinearForm outer = form.part(t -> inner.stream().noneMatch(v -> Walker.uses(t, v)));
      if (outer.terms().keySet().stream().noneMatch(t -> Walker.uses(t, loop))) {
        continue;
      }
      Interval spread = form.plus(outer, -1).range(ranges);
      Interval inside = box.get(d);
      Expr most = outer.plus(spread.hi()).toExpr();
      Expr least = outer.plus(spread.lo()).toExpr();
      condition = Exprs.and(condition, Exprs.le(Exprs.index(inside.lo()), most));
      condition = Exprs.and(condition, Exprs.le(least, Exprs.index(inside.hi())));
    }
    condition = Simplifier.simplify(condition, ranges);
    if (Exprs.isConstant(condition, 1)) {
      return p;
    }
    checkTerms(found, condition);
    Stmt.Block trimmed = found.withPredicate(Exprs.and(found.predicate(), condition));
    return p.withBody(Nest.replace(p.body(), found, trimmed));
  }

  /** A condition without reduce loops would keep whole elements, their identity too, from being. */
  private void checkTerms(Stmt.Block found, Expr condition) {
    for (Expr part : Simplifier.conjuncts(condition)) {
      boolean terms =
          found.axes().stream()
              .anyMatch(a -> a.isReduce() && PlaceInit.shareLoop(a.binding(), part));
      if (found.initializes() && !terms) {
        throw refused(
            "it would run only where "
                + IrText.of(part)
                + ", which leaves out whole elements instead of terms; trim at a reduce loop, or"
                + " after decomposeReduction");
      }
    }
  }

  /** The element of the buffer that the term is a product with. */
  private Expr.Load factor(Stmt.Block found) {
    if (found.combiner() == Combiner.SUM
        && found.store().value() instanceof Expr.Binary(BinaryOp op, Expr a, Expr b)
        && op == BinaryOp.MUL) {
      for (Expr side : List.of(a, b)) {
        if (side instanceof Expr.Load load && load.buffer().name().equals(buffer)) {
          return load;
        }
      }
    }
    throw refused("its term is not a product with an element of '" + buffer + "'");
  }

  /** The indices at which the buffer may be other than 0. */
  private List<Interval> box(Program p) {
    List<Stmt.Block> writers = Accesses.writers(p.body(), buffer);
    if (writers.size() != 1
        || !(writers.getFirst().store().value()
            instanceof Expr.Select(Expr inside, Expr _, Expr otherwise))
        || !(otherwise instanceof Expr.FloatImm zero)
        || zero.value() != 0) {
      throw refused("'" + buffer + "' is not made by one block as select(inside, value, 0)");
    }
    Stmt.Block writer = writers.getFirst();
    List<Expr> conditions = Simplifier.conjuncts(inside);
    List<Interval> box = new ArrayList<>();
    int used = 0;
    for (int d = 0; d < writer.store().indices().size(); d++) {
      Interval range = new Interval(0, writer.store().buffer().shape().get(d) - 1);
      if (writer.store().indices().get(d) instanceof Expr.Var v
          && writer.axes().stream().map(Axis::var).anyMatch(v::equals)) {
        for (Expr condition : conditions) {
          Optional<HoldingRange> holds =
              HoldingRange.of(condition, v, List.of(), Ranges.NONE, true);
          if (holds.isPresent() && holds.get().bound() instanceof Expr.IntImm at) {
            used++;
            range =
                holds.get().upper()
                    ? new Interval(range.lo(), Math.min(range.hi(), at.value() - 1))
                    : new Interval(Math.max(range.lo(), at.value()), range.hi());
          }
        }
      }
      box.add(range);
    }
    if (used == 0) {
      throw refused("the condition of '" + buffer + "' has no bounds of its iterators");
    }
    return box;
  }

  private UserError refused(String reason) {
    return Refusal.of(name(), "block '" + block + "'", reason);
  }
}
