package dev.ridgeline.compiler.schedule;

import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.Substitution;
import dev.ridgeline.compiler.ir.Walker;
import dev.ridgeline.compiler.simplify.Ranges;
import dev.ridgeline.compiler.simplify.Simplifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One access of a block to a buffer, in terms of the loops around it.
 *
 * @param loops around the block, outermost first
 * @param indices over their variables, simplified
 */
record Access(
    Stmt.Block block,
    Buffer buffer,
    boolean write,
    List<Stmt.Loop> loops,
    List<Expr> indices,
    Ranges ranges) {

  /** The accesses to a buffer by the blocks of a statement of the program. */
  static List<Access> of(Program p, Stmt part, String buffer) {
    List<Access> found = new ArrayList<>();
    for (Stmt.Block block : Nest.blocks(part)) {
      boolean writes = block.store().buffer().name().equals(buffer);
      if (writes || Accesses.reads(block).contains(buffer)) {
        of(p, block, buffer, writes, found);
      }
    }
    return found;
  }

  private static void of(
      Program p, Stmt.Block block, String buffer, boolean writes, List<Access> found) {
    List<Stmt.Loop> loops = Nest.loopsAround(p, block.name());
    Ranges ranges = Nest.ranges(loops);
    Stmt.Store store = (Stmt.Store) Substitution.in(block.store(), MarkRules.bindings(block));
    if (writes) {
      found.add(of(block, store.buffer(), true, loops, store.indices(), ranges));
    }
    for (Expr.Load load : Accesses.loads(block.withStore(store))) {
      if (load.buffer().name().equals(buffer)) {
        found.add(of(block, load.buffer(), false, loops, load.indices(), ranges));
      }
    }
  }

  private static Access of(
      Stmt.Block block,
      Buffer buffer,
      boolean write,
      List<Stmt.Loop> loops,
      List<Expr> indices,
      Ranges ranges) {
    List<Expr> simpler = indices.stream().map(i -> Simplifier.simplify(i, ranges)).toList();
    return new Access(block, buffer, write, loops, simpler, ranges);
  }

  /** Names of the loops inside the given one. */
  List<String> inside(String loop) {
    List<String> names = loops.stream().map(l -> l.var().name()).toList();
    return names.subList(names.indexOf(loop) + 1, names.size());
  }

  /** The conditions of the block that say which elements are touched. */
  List<Expr> conditions() {
    List<Expr> own = new ArrayList<>();
    for (Expr part : Simplifier.conjuncts(block.predicate())) {
      if (loops.stream().anyMatch(l -> Walker.uses(part, l.var().name()) && addresses(l))) {
        own.add(part);
      }
    }
    return own;
  }

  private boolean addresses(Stmt.Loop loop) {
    return indices.stream().anyMatch(i -> Walker.uses(i, loop.var().name()));
  }

  /** All points of the loops up to {@code loop} and, inside it, of those that say which element. */
  Optional<Points> points(String loop) {
    Expr predicate = conditions().stream().reduce(Exprs.TRUE, Exprs::and);
    List<Stmt.Loop> needed = new ArrayList<>();
    boolean inside = false;
    for (Stmt.Loop l : loops) {
      if (!inside || addresses(l) || Walker.uses(predicate, l.var().name())) {
        needed.add(l);
      }
      inside |= l.var().name().equals(loop);
    }
    return Points.of(needed, predicate, buffer, indices);
  }
}
