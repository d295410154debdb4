package dev.ridgeline.compiler.schedule;

import dev.ridgeline.compiler.ir.Axis;
import dev.ridgeline.compiler.ir.AxisKind;
import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.IrText;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.Scope;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.Substitution;
import dev.ridgeline.compiler.ir.Walker;
import dev.ridgeline.compiler.lower.PlaceInit;
import dev.ridgeline.compiler.simplify.Simplifier;
import dev.ridgeline.core.UserError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Folds the terms of each iteration of a reduce loop into a result of its own, and these together
 * afterwards: the loop no longer carries a reduction and may be vectorized or run in parallel. The
 * order in which terms are folded changes, and with it the rounding of floats.
 *
 * <pre>
 * for i                                  for i
 *   for k_o                                for k_o
 *     for k_i in 8                           for k_i in 8
 *       block C                      =>        block P
 *         C[i] sum= A[i, k_o * 8 + k_i]          P[i, k_i] sum= A[i, k_o * 8 + k_i]
 *                                        for C_i
 *                                          for C_k_i in 8
 *                                            block C   C[i] sum= P[i, k_i]
 * </pre>
 *
 * @param block a reduction that sets its identity itself
 * @param loop around the block, of constant extent; carries reduce iterators of the block only
 * @param partial name of the buffer of the partial results, whose last dimension is the loop's, and
 *     of the block that makes them; unused so far. The block that folds them keeps the old name
 */
public record Rfactor(String block, String loop, String partial) implements Primitive {

  @Override
  public String name() {
    return "rfactor";
  }

  @Override
  public Program apply(Program p) {
    Stmt.Block found = Nest.block(p, name(), block);
    Stmt.Loop target = Nest.loop(p, name(), loop);
    List<Stmt.Loop> around = Nest.loopsAround(p, block);
    check(p, found, target, around);
    Buffer out = found.store().buffer();
    List<Integer> shape = new ArrayList<>(out.shape());
    shape.add(Nest.extent(name(), target));
    Buffer own = Buffer.dense(partial, out.dtype(), shape, Scope.INTERNAL);
    Axis lane =
        new Axis(
            Expr.Var.index(Nest.unused(p, "v" + loop)),
            AxisKind.SPATIAL,
            shape.getLast(),
            target.var());
    Stmt partials = Nest.replace(p.body(), found, parts(p, found, lane, own, around));
    List<Buffer> internals = new ArrayList<>(p.internals());
    internals.add(own);
    Program made = p.withInternals(internals).withBody(partials);
    return made.withBody(CopyBlock.insert(made, rest(made, found, lane, own), partial, false));
  }

  private void check(Program p, Stmt.Block found, Stmt.Loop target, List<Stmt.Loop> around) {
    if (!found.initializes()) {
      throw refused(
          found.isReduction() ? "its identity is set by another block" : "it is no reduction");
    }
    if (!around.contains(target)) {
      throw refused("loop '" + loop + "' is not around it");
    }
    if (!PlaceInit.reduces(found, loop)) {
      throw refused("loop '" + loop + "' carries none of its reduce iterators");
    }
    for (Stmt.Loop l : around) {
      String var = l.var().name();
      boolean spatial = found.axes().stream().anyMatch(a -> !a.isReduce() && Split.binds(a, var));
      if (spatial && PlaceInit.reduces(found, var)) {
        throw refused("loop '" + var + "' carries spatial iterators of it too");
      }
    }
    checkEveryIterationRuns(found, around);
    CopyBlock.requireUnused(p, name(), partial);
    CopyBlock.requireWhole(p, name(), found.store().buffer().name());
  }

  /** Where the other reduce loops are at their first iteration no condition may keep it away. */
  private void checkEveryIterationRuns(Stmt.Block found, List<Stmt.Loop> around) {
    Map<String, Expr> first = new HashMap<>();
    for (Stmt.Loop l : around) {
      String var = l.var().name();
      if (!var.equals(loop) && PlaceInit.reduces(found, var)) {
        first.put(var, Exprs.index(0));
      }
    }
    for (Expr condition : Simplifier.conjuncts(found.predicate())) {
      boolean reduces =
          Walker.uses(condition, loop)
              || first.keySet().stream().anyMatch(v -> Walker.uses(condition, v));
      Expr there = Simplifier.simplify(Substitution.in(condition, first), Nest.ranges(around));
      if (reduces && !Exprs.isConstant(there, 1)) {
        throw refused(
            "it runs where "
                + IrText.of(condition)
                + ", so that some partial results may get no term; split with a factor of at most"
                + " the terms that there are, and before trim");
      }
    }
  }

  /** The block that makes partial results: its reduce iterators are the other reduce loops. */
  private Stmt.Block parts(
      Program p, Stmt.Block found, Axis lane, Buffer own, List<Stmt.Loop> around) {
    List<Axis> axes = new ArrayList<>(found.axes().stream().filter(a -> !a.isReduce()).toList());
    axes.add(lane);
    Map<String, Expr> inside = new HashMap<>(Map.of(loop, lane.var()));
    for (Stmt.Loop l : around) {
      String var = l.var().name();
      if (!var.equals(loop) && PlaceInit.reduces(found, var)) {
        Expr.Var iterator = Expr.Var.index(Nest.unused(p, "v" + var));
        axes.add(new Axis(iterator, AxisKind.REDUCE, Nest.extent(name(), l), l.var()));
        inside.put(var, iterator);
      }
    }
    Map<String, Expr> old = new HashMap<>();
    for (Axis a : found.axes()) {
      if (a.isReduce()) {
        old.put(a.var().name(), Substitution.in(a.binding(), inside));
      }
    }
    List<Expr> indices = new ArrayList<>(found.store().indices());
    indices.add(lane.var());
    Expr term = Substitution.in(found.store().value(), old);
    boolean sums = axes.stream().anyMatch(Axis::isReduce);
    return new Stmt.Block(
        partial,
        axes,
        found.predicate(),
        new Stmt.Store(own, indices, term),
        sums ? found.combiner() : dev.ridgeline.compiler.ir.Combiner.NONE,
        sums);
  }

  /** Folds the partial results, in loops over all elements. */
  private Stmt rest(Program p, Stmt.Block found, Axis lane, Buffer own) {
    List<Axis> axes = new ArrayList<>();
    Set<String> taken = new java.util.HashSet<>();
    for (Axis a : found.axes()) {
      if (!a.isReduce()) {
        axes.add(a.withBinding(fresh(p, a, taken)));
      }
    }
    axes.add(new Axis(lane.var(), AxisKind.REDUCE, lane.extent(), fresh(p, lane, taken)));
    List<Expr> indices = new ArrayList<>(found.store().indices());
    indices.add(lane.var());
    Stmt.Store store =
        new Stmt.Store(
            found.store().buffer(), found.store().indices(), new Expr.Load(own, indices));
    Stmt nest = new Stmt.Block(block, axes, Exprs.TRUE, store, found.combiner(), true);
    for (Axis a : axes.reversed()) {
      nest = Stmt.Loop.serial((Expr.Var) a.binding(), Exprs.index(a.extent()), nest);
    }
    return nest;
  }

  private Expr.Var fresh(Program p, Axis a, Set<String> taken) {
    String own = a.var().name();
    String wish = block + "_" + (own.startsWith("v") ? own.substring(1) : own);
    String name = Nest.unused(p, wish);
    if (!taken.add(name)) {
      throw refused("two of its iterators would get loops called '" + name + "'");
    }
    return Expr.Var.index(name);
  }

  private UserError refused(String reason) {
    return Refusal.of(name(), "block '" + block + "'", reason);
  }
}
