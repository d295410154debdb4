package dev.ridgeline.compiler.schedule;

import dev.ridgeline.compiler.ir.Axis;
import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.IrText;
import dev.ridgeline.compiler.ir.LoopKind;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.Substitution;
import dev.ridgeline.compiler.ir.Walker;
import dev.ridgeline.compiler.lower.Flatten;
import dev.ridgeline.compiler.lower.MaskedLoad;
import dev.ridgeline.compiler.simplify.HoldingRange;
import dev.ridgeline.compiler.simplify.Interval;
import dev.ridgeline.compiler.simplify.LinearForm;
import dev.ridgeline.compiler.simplify.Ranges;
import dev.ridgeline.compiler.simplify.Simplifier;
import dev.ridgeline.core.UserError;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a loop must be like before it may run otherwise than one iteration after the other. */
final class MarkRules {
  /** Copies of statements that unrolling may make in all. */
  static final int MOST_COPIES = 4096;

  private MarkRules() {}

  static void unroll(Program p, Stmt.Loop loop) {
    long copies = Nest.blocks(loop).size();
    for (Stmt.Loop inner : Nest.loops(loop)) {
      if (inner.kind() == LoopKind.UNROLLED || inner.equals(loop)) {
        copies *= Nest.extent("unroll", inner);
      }
    }
    if (copies > MOST_COPIES) {
      throw Refusal.of(
          "unroll",
          "loop '" + loop.var().name() + "'",
          "it would make " + copies + " copies of statements; " + MOST_COPIES + " are allowed");
    }
  }

  /** Refuses a step after which some marked loop could not run as it is marked. */
  static void recheck(Program p, String primitive) {
    for (Stmt.Loop loop : Nest.loops(p.body())) {
      try {
        switch (loop.kind()) {
          case VECTORIZED -> vectorize(p, loop, true);
          case PARALLEL -> parallel(p, loop);
          case UNROLLED -> unroll(p, loop);
          case SERIAL -> {}
        }
      } catch (UserError e) {
        throw new UserError(
            primitive + " refuses to break a loop that is marked: " + e.getMessage(), e);
      }
    }
  }

  static void vectorize(Program p, Stmt.Loop loop, boolean strided) {
    String var = loop.var().name();
    int lanes = Nest.extent("vectorize", loop);
    if (Integer.bitCount(lanes) != 1 || lanes < 2 || lanes > 64) {
      throw refused(
          var, "its extent is " + lanes + "; lanes are 2, 4, 8, 16, 32 or 64; split it first");
    }
    if (!(loop.body() instanceof Stmt.Block || allBlocks(loop.body()))) {
      throw refused(var, "there are loops inside it; only the innermost loop can be vectorized");
    }
    Ranges ranges = Nest.ranges(Nest.path(p.body(), s -> Nest.isLoop(s, var)));
    for (Stmt.Block block : Nest.blocks(loop)) {
      vectorizable(block, loop, strided, ranges);
    }
  }

  private static boolean allBlocks(Stmt s) {
    return s instanceof Stmt.Sequence seq
        && seq.statements().stream().allMatch(Stmt.Block.class::isInstance);
  }

  private static void vectorizable(
      Stmt.Block block, Stmt.Loop loop, boolean strided, Ranges ranges) {
    String var = loop.var().name();
    for (Axis axis : block.axes()) {
      if (axis.isReduce() && Split.binds(axis, var)) {
        throw refused(
            var,
            "it feeds the reduce iterator '"
                + axis.var().name()
                + "' of block '"
                + block.name()
                + "': all lanes would fold into one element; use rfactor first");
      }
    }
    checkPredicate(block, loop.var());
    Map<String, Expr> bindings = bindings(block);
    Stmt.Store store = (Stmt.Store) Substitution.in(block.store(), bindings);
    long step = stride(store.buffer(), store.indices(), loop.var(), block, ranges);
    if (step == 0) {
      throw refused(
          var,
          "lanes 0 and 1 of block '"
              + block.name()
              + "' both write one element of '"
              + store.buffer().name()
              + "'");
    }
    checkStride(step, strided, store.buffer(), block, var);
    for (Expr.Load load :
        Accesses.loads(
            new Stmt.Block(
                block.name(), List.of(), block.predicate(), store, block.combiner(), false))) {
      long s = stride(load.buffer(), load.indices(), loop.var(), block, ranges);
      if (s != 0) {
        checkStride(s, strided, load.buffer(), block, var);
      }
    }
    checkConditions(store, loop.var(), block, ranges);
  }

  /** Lanes are switched off from some lane on, in no other pattern. */
  private static void checkPredicate(Stmt.Block block, Expr.Var var) {
    for (Expr part : Simplifier.conjuncts(block.predicate())) {
      if (Walker.uses(part, var.name())
          && HoldingRange.of(part, var, List.of(), Ranges.NONE, true)
              .filter(HoldingRange::upper)
              .isEmpty()) {
        throw refused(
            var.name(),
            "block '"
                + block.name()
                + "' runs where "
                + IrText.of(part)
                + ", which is not so for the first lanes only");
      }
    }
  }

  private static void checkStride(
      long step, boolean strided, Buffer buffer, Stmt.Block block, String var) {
    if (step != 1 && !strided) {
      throw refused(
          var,
          "neighbouring lanes of block '"
              + block.name()
              + "' are "
              + step
              + " elements apart in '"
              + buffer.name()
              + "'; allow strided access, or pack the buffer");
    }
  }

  /** Loads under a condition that depends on the lane happen in all lanes. */
  private static void checkConditions(
      Stmt.Store store, Expr.Var var, Stmt.Block block, Ranges ranges) {
    Walker.expressions(
        store,
        e -> {
          if (e instanceof Expr.Select select
              && Walker.uses(select.condition(), var.name())
              && !MaskedLoad.matches(select, var, ranges)) {
            Walker.expressions(
                select,
                part -> {
                  if (part instanceof Expr.Load load && !inside(load, ranges)) {
                    throw refused(
                        var.name(),
                        "block '"
                            + block.name()
                            + "' loads from '"
                            + load.buffer().name()
                            + "' under a condition on the lane, and other lanes would load outside of it; use"
                            + " decomposePadding first");
                  }
                });
          }
        });
  }

  private static boolean inside(Expr.Load load, Ranges ranges) {
    for (int d = 0; d < load.buffer().rank(); d++) {
      Interval range = ranges.of(Simplifier.simplify(load.indices().get(d), ranges));
      if (range.lo() < 0 || range.hi() >= load.buffer().shape().get(d)) {
        return false;
      }
    }
    return true;
  }

  private static long stride(
      Buffer buffer, List<Expr> indices, Expr.Var var, Stmt.Block block, Ranges ranges) {
    Expr flat = Simplifier.simplify(Flatten.index(buffer, indices), ranges);
    LinearForm form = LinearForm.of(flat);
    boolean linear =
        form.terms().keySet().stream().allMatch(t -> t.equals(var) || !Walker.uses(t, var.name()));
    if (!linear) {
      throw refused(
          var.name(),
          "block '"
              + block.name()
              + "' addresses '"
              + buffer.name()
              + "' by an index that is not linear in it");
    }
    return form.coefficient(var);
  }

  static Map<String, Expr> bindings(Stmt.Block block) {
    Map<String, Expr> bindings = new HashMap<>();
    block.axes().forEach(a -> bindings.put(a.var().name(), a.binding()));
    return bindings;
  }

  static void parallel(Program p, Stmt.Loop loop) {
    String var = loop.var().name();
    for (Stmt s : Nest.path(p.body(), s -> Nest.isLoop(s, var))) {
      boolean itself = Nest.isLoop(s, var);
      if (!itself && s instanceof Stmt.Loop outer && outer.kind() != LoopKind.SERIAL) {
        throw Refusal.of(
            "parallel",
            "loop '" + var + "'",
            "it is inside the " + outer.kind().label() + " loop '" + outer.var().name() + "'");
      }
    }
    for (Stmt.Block block : Nest.blocks(loop)) {
      for (Axis axis : block.axes()) {
        if (axis.isReduce() && Split.binds(axis, var)) {
          throw Refusal.of(
              "parallel",
              "loop '" + var + "'",
              "iterations 0 and 1 both fold into the same element of '"
                  + block.store().buffer().name()
                  + "' in block '"
                  + block.name()
                  + "'; use rfactor first");
        }
      }
      String buffer = block.store().buffer().name();
      if (!isPrivate(p, loop, buffer)) {
        Optional<String> conflict = Conflicts.of(loop, Access.of(p, loop, buffer));
        if (conflict.isPresent()) {
          throw Refusal.of("parallel", "loop '" + var + "'", conflict.get());
        }
      }
    }
  }

  /** Whether the buffer is used nowhere but in one iteration of the loop. */
  private static boolean isPrivate(Program p, Stmt.Loop loop, String buffer) {
    boolean internal = p.internals().stream().anyMatch(b -> b.name().equals(buffer));
    return internal
        && Accesses.writers(p.body(), buffer).size() == Accesses.writers(loop, buffer).size()
        && Accesses.readers(p.body(), buffer).size() == Accesses.readers(loop, buffer).size();
  }

  private static UserError refused(String var, String reason) {
    return Refusal.of("vectorize", "loop '" + var + "'", reason);
  }
}
