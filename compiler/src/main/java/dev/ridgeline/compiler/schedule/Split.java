package dev.ridgeline.compiler.schedule;

import dev.ridgeline.compiler.ir.Axis;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.LoopKind;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.Rewriter;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.Substitution;
import dev.ridgeline.compiler.lower.PlaceInit;
import dev.ridgeline.compiler.lower.Simplify;
import dev.ridgeline.compiler.simplify.Ranges;
import java.util.List;
import java.util.Map;

/**
 * Splits a loop in two: {@code loop = outer * factor + inner}.
 *
 * <pre>
 * for i in 12          for i_o in 3
 *   ...          =>      for i_i in 4
 *                          ... i_o * 4 + i_i ...
 * </pre>
 *
 * @param loop a serial loop without partition mark
 * @param factor extent of the inner loop, at least 1
 * @param tail what happens where the factor does not divide the extent
 * @param outer name of the outer loop, unused so far
 * @param inner name of the inner loop, unused so far
 */
public record Split(String loop, int factor, TailMode tail, String outer, String inner)
    implements Primitive {

  @Override
  public String name() {
    return "split";
  }

  @Override
  public Program apply(Program p) {
    Stmt.Loop found = Nest.loop(p, name(), loop);
    int extent = Nest.extent(name(), found);
    check(p, found, extent);
    Expr.Var o = Expr.Var.index(outer);
    Expr.Var i = Expr.Var.index(inner);
    int tiles = Math.ceilDiv(extent, factor);
    boolean even = extent % factor == 0;
    Expr start = Exprs.mul(o, factor);
    if (!even && tail == TailMode.SHIFT) {
      start = Exprs.min(start, Exprs.index(extent - factor));
    }
    Expr value = Exprs.add(start, i);
    Stmt body = Substitution.in(found.body(), Map.of(loop, value));
    if (!even && tail != TailMode.SHIFT) {
      body = guarded(body, Exprs.lt(value, Exprs.index(extent)));
    }
    Stmt.Loop in = Stmt.Loop.serial(i, Exprs.index(factor), body);
    boolean partition = !even && tail == TailMode.PARTITION;
    Stmt.Loop out = new Stmt.Loop(o, Exprs.index(tiles), LoopKind.SERIAL, partition, in);
    Ranges around = Nest.ranges(Nest.path(p.body(), s -> Nest.isLoop(s, loop)));
    return p.withBody(Nest.replace(p.body(), found, bindings(out, around)));
  }

  private void check(Program p, Stmt.Loop found, int extent) {
    if (factor < 1) {
      throw refused("the factor is at least 1 but got " + factor);
    }
    if (found.kind() != LoopKind.SERIAL || found.partition()) {
      throw refused(
          "it is marked as "
              + (found.partition() ? "partition" : found.kind().label())
              + "; split before marking");
    }
    Nest.requireFresh(p, name(), outer, List.of(loop));
    Nest.requireFresh(p, name(), inner, List.of(loop));
    if (outer.equals(inner)) {
      throw refused("both loops would be called '" + outer + "'");
    }
    if (tail == TailMode.SHIFT && extent % factor != 0) {
      checkShift(p, found, extent);
    }
  }

  /**
   * What is computed twice must come out the same: a reduction starts anew in every tile as long as
   * all of its reduce loops are inside.
   */
  private void checkShift(Program p, Stmt.Loop found, int extent) {
    if (extent < factor) {
      throw refused(
          "shifting the last tile needs an extent of at least " + factor + " but it is " + extent);
    }
    for (Stmt.Block block : Nest.blocks(found)) {
      boolean onto =
          Accesses.reads(block).contains(block.store().buffer().name())
              || (block.isReduction() && !block.initializes())
              || Nest.path(p.body(), s -> s.equals(found)).stream()
                  .anyMatch(
                      s -> s instanceof Stmt.Loop l && PlaceInit.reduces(block, l.var().name()));
      if (onto) {
        throw refused(
            "shifting the last tile computes some elements of block '"
                + block.name()
                + "' twice, which folds terms in twice; use PARTITION");
      }
    }
  }

  private dev.ridgeline.core.UserError refused(String reason) {
    return Refusal.of(name(), "loop '" + loop + "'", reason);
  }

  /** The condition added to the predicate of every block. */
  static Stmt guarded(Stmt s, Expr condition) {
    return new Rewriter() {
      @Override
      protected Stmt block(Stmt.Block b) {
        return b.withPredicate(Exprs.and(b.predicate(), condition));
      }
    }.stmt(s);
  }

  /** Bindings and predicates simplified; loops stay, even those of one iteration. */
  static Stmt bindings(Stmt s, Ranges around) {
    return switch (s) {
      case Stmt.Loop x ->
          x.withBody(bindings(x.body(), around.withLoop(x.var().name(), x.extent())));
      case Stmt.Sequence x ->
          Stmt.Sequence.of(x.statements().stream().map(part -> bindings(part, around)).toList());
      case Stmt.Block x -> Simplify.run(x, around);
      default -> s;
    };
  }

  /** Whether an axis of the block depends on the loop. */
  static boolean binds(Axis axis, String loop) {
    return dev.ridgeline.compiler.ir.Walker.uses(axis.binding(), loop);
  }
}
