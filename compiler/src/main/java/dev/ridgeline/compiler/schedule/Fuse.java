package dev.ridgeline.compiler.schedule;

import dev.ridgeline.compiler.ir.Axis;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.LoopKind;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.Substitution;
import java.util.List;
import java.util.Map;

/**
 * Makes one loop of two: {@code outer = fused div n}, {@code inner = fused mod n}, n being the
 * extent of the inner one.
 *
 * @param outer a serial loop whose body is just the inner one
 * @param inner a serial loop
 * @param fused name of the new loop, unused so far
 */
public record Fuse(String outer, String inner, String fused) implements Primitive {

  @Override
  public String name() {
    return "fuse";
  }

  @Override
  public Program apply(Program p) {
    Stmt.Loop out = Nest.loop(p, name(), outer);
    if (!(out.body() instanceof Stmt.Loop in) || !in.var().name().equals(inner)) {
      throw Refusal.of(
          name(), "loop '" + outer + "'", "loop '" + inner + "' is not all of its body");
    }
    for (Stmt.Loop loop : List.of(out, in)) {
      if (loop.kind() != LoopKind.SERIAL || loop.partition()) {
        throw Refusal.of(
            name(),
            "loop '" + loop.var().name() + "'",
            "it is marked as "
                + (loop.partition() ? "partition" : loop.kind().label())
                + "; fuse before marking");
      }
    }
    Nest.requireFresh(p, name(), fused, List.of(outer, inner));
    int m = Nest.extent(name(), out);
    int n = Nest.extent(name(), in);
    if ((long) m * n > Integer.MAX_VALUE) {
      throw Refusal.of(name(), "loop '" + outer + "'", "the fused loop would not fit 32 bits");
    }
    checkKinds(in);
    Expr.Var f = Expr.Var.index(fused);
    Stmt body =
        Substitution.in(
            in.body(),
            Map.of(outer, Exprs.div(f, Exprs.index(n)), inner, Exprs.mod(f, Exprs.index(n))));
    Stmt loop = Stmt.Loop.serial(f, Exprs.index((long) m * n), body);
    Stmt simpler =
        Split.bindings(loop, Nest.ranges(Nest.path(p.body(), s -> Nest.isLoop(s, outer))));
    return p.withBody(Nest.replace(p.body(), out, simpler));
  }

  /** One loop cannot carry both what is written to different elements and what is folded. */
  private void checkKinds(Stmt.Loop in) {
    for (Stmt.Block block : Nest.blocks(in)) {
      boolean spatial = false;
      boolean reduce = false;
      for (Axis axis : block.axes()) {
        boolean bound = Split.binds(axis, outer) || Split.binds(axis, inner);
        spatial |= bound && !axis.isReduce();
        reduce |= bound && axis.isReduce();
      }
      if (spatial && reduce) {
        throw Refusal.of(
            name(),
            "loop '" + outer + "'",
            "the fused loop would carry spatial and reduce iterators of block '"
                + block.name()
                + "'");
      }
    }
  }
}
