package dev.ridgeline.compiler.schedule;

import dev.ridgeline.compiler.ir.Axis;
import dev.ridgeline.compiler.ir.Combiner;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.Substitution;
import dev.ridgeline.compiler.ir.Walker;
import dev.ridgeline.core.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes a block that chooses between a value and a constant apart: {@code NAME_fill} stores the
 * constant everywhere, in loops of its own just before a loop, and the block then stores the value
 * where its condition holds, so that lowering trims its loops to there and it needs no choice.
 *
 * <pre>
 * for i in 10                                       for i_fill in 10
 *   block P                                           block P_fill   P[i] = 0
 *     P[i] = select(1 &lt;= i &amp; i &lt; 9, A[i - 1], 0)  =>  for i in 10
 *                                                     block P where 1 &lt;= i &amp; i &lt; 9
 *                                                       P[i] = A[i - 1]
 * </pre>
 *
 * @param block no reduction; the only writer of its buffer; stores at distinct plain iterators, all
 *     of its own, the value being {@code select(condition, value, constant)}
 * @param loop around the block
 */
public record DecomposePadding(String block, String loop) implements Primitive {

  @Override
  public String name() {
    return "decomposePadding";
  }

  @Override
  public Program apply(Program p) {
    Stmt.Block found = Nest.block(p, name(), block);
    Stmt.Loop top = Nest.loop(p, name(), loop);
    List<Stmt.Loop> around = Nest.loopsAround(p, block);
    int at = around.indexOf(top);
    if (at < 0) {
      throw refused("loop '" + loop + "' is not around it");
    }
    Expr.Select choice = choice(found);
    check(p, found);
    String fill = block + "_fill";
    CopyBlock.requireUnused(p, name(), fill);
    List<Stmt.Loop> inside = around.subList(at, around.size());
    Stmt.Store constant =
        new Stmt.Store(found.store().buffer(), found.store().indices(), choice.otherwise());
    Stmt nest =
        new Stmt.Block(fill, found.axes(), found.predicate(), constant, Combiner.NONE, false);
    for (Stmt.Loop l : inside.reversed()) {
      nest = Stmt.Loop.serial(l.var(), l.extent(), nest);
    }
    for (Stmt.Loop l : inside) {
      String old = l.var().name();
      nest = RenameLoop.in(nest, old, Nest.unused(p, old + "_fill"));
    }
    Expr condition = Substitution.in(choice.condition(), MarkRules.bindings(found));
    Stmt.Block copy =
        found
            .withPredicate(Exprs.and(found.predicate(), condition))
            .withStore(
                new Stmt.Store(found.store().buffer(), found.store().indices(), choice.then()));
    Stmt simpler =
        Split.bindings(Nest.replace(top, found, copy), Nest.ranges(around.subList(0, at)));
    return p.withBody(Nest.replace(p.body(), top, Stmt.Sequence.of(List.of(nest, simpler))));
  }

  private Expr.Select choice(Stmt.Block found) {
    Expr value = found.store().value();
    if (!found.isReduction() && value instanceof Expr.Select select) {
      boolean constant =
          select.otherwise() instanceof Expr.FloatImm || select.otherwise() instanceof Expr.IntImm;
      boolean loads = holdsLoad(select.condition());
      if (constant && !loads) {
        return select;
      }
    }
    throw refused("it does not store select(condition on its iterators, value, constant)");
  }

  private static boolean holdsLoad(Expr e) {
    boolean[] found = {false};
    Walker.expressions(e, part -> found[0] |= part instanceof Expr.Load);
    return found[0];
  }

  /** Every element belongs to one point of the iterators, so that it is filled before it is set. */
  private void check(Program p, Stmt.Block found) {
    String buffer = found.store().buffer().name();
    if (Accesses.writers(p.body(), buffer).size() > 1) {
      throw refused("'" + buffer + "' is written by other blocks too");
    }
    Optional<List<String>> plain = ComputeAt.plainIterators(found);
    List<String> own = new ArrayList<>();
    for (Axis axis : found.axes()) {
      own.add(axis.var().name());
    }
    if (plain.isEmpty() || !plain.get().containsAll(own)) {
      throw refused("it does not store at distinct plain iterators, all of its own");
    }
  }

  private UserError refused(String reason) {
    return Refusal.of(name(), "block '" + block + "'", reason);
  }
}
