package dev.ridgeline.compiler.schedule;

import dev.ridgeline.compiler.ir.Axis;
import dev.ridgeline.compiler.ir.CompareOp;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.IrText;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.Substitution;
import dev.ridgeline.compiler.ir.Walker;
import dev.ridgeline.compiler.simplify.LinearForm;
import dev.ridgeline.compiler.simplify.Simplifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Loops made anew around a block that moves: one an axis, over all of it or over a part. */
final class MovedNest {
  private final Program p;
  private final Stmt.Block block;
  private final List<Axis> axes = new ArrayList<>();
  private final List<Stmt.Loop> loops = new ArrayList<>();
  private Expr predicate = Exprs.TRUE;

  /** A nest for a block of a program from which it has been taken out. */
  MovedNest(Program p, Stmt.Block block) {
    this.p = p;
    this.block = block;
  }

  /** Names of the loops of a path that are inside the named one. */
  static List<String> inside(List<Stmt> path, String loop) {
    List<String> inner = new ArrayList<>();
    boolean below = false;
    for (Stmt s : path) {
      if (s instanceof Stmt.Loop l) {
        if (below) {
          inner.add(l.var().name());
        }
        below |= l.var().name().equals(loop);
      }
    }
    return inner;
  }

  private Expr.Var loop(Axis axis, int extent) {
    String own = axis.var().name();
    String wish = block.name() + "_" + (own.startsWith("v") ? own.substring(1) : own);
    Expr.Var var = Expr.Var.index(Nest.unused(p, wish));
    loops.add(Stmt.Loop.serial(var, Exprs.index(extent), Stmt.Sequence.EMPTY));
    return var;
  }

  void whole(Axis axis) {
    axes.add(axis.withBinding(loop(axis, axis.extent())));
  }

  /** The axis over {@code extent} values from {@code start}, those outside its range left out. */
  void region(Axis axis, Expr start, int extent) {
    Expr value = Exprs.add(start, loop(axis, extent));
    axes.add(axis.withBinding(value));
    predicate =
        Exprs.and(predicate, Exprs.within(Exprs.index(0), value, Exprs.index(axis.extent())));
  }

  /**
   * The nest.
   *
   * @param primitive who moves it, for the refusal
   */
  Stmt build(String primitive) {
    Map<String, Expr> moved = new HashMap<>();
    for (Axis axis : block.axes()) {
      if (axis.binding() instanceof Expr.Var old) {
        axes.stream()
            .filter(a -> a.var().equals(axis.var()))
            .forEach(a -> moved.put(old.name(), a.binding()));
      }
    }
    for (Expr condition : Simplifier.conjuncts(block.predicate())) {
      if (block.axes().stream().noneMatch(axis -> keepsInside(condition, axis))) {
        predicate = Exprs.and(predicate, translated(primitive, condition, moved));
      }
    }
    Stmt nest = block.withAxes(axes).withPredicate(predicate);
    for (Stmt.Loop loop : loops.reversed()) {
      nest = loop.withBody(nest);
    }
    return nest;
  }

  /**
   * Whether the condition only says that the axis stays below its extent, as guards of splits do.
   */
  private static boolean keepsInside(Expr condition, Axis axis) {
    return condition instanceof Expr.Compare(CompareOp op, Expr a, Expr b)
        && op == CompareOp.LT
        && LinearForm.of(a)
            .plus(LinearForm.of(b), -1)
            .equals(LinearForm.of(axis.binding()).plus(-axis.extent()));
  }

  /** A condition on the terms of the block itself, in the new loops. */
  private Expr translated(String primitive, Expr condition, Map<String, Expr> moved) {
    Walker.expressions(
        condition,
        e -> {
          if (e instanceof Expr.Var v && !moved.containsKey(v.name())) {
            throw Refusal.of(
                primitive,
                "block '" + block.name() + "'",
                "it runs only where "
                    + IrText.of(condition)
                    + ", which cannot be said in the loops that it would get; move it before"
                    + " splitting");
          }
        });
    return Substitution.in(condition, moved);
  }
}
