package dev.ridgeline.compiler.interpret;

import dev.ridgeline.compiler.ir.Axis;
import dev.ridgeline.compiler.ir.BinaryOp;
import dev.ridgeline.compiler.ir.Combiner;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.Walker;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where a reduction that initializes sets its identity: each time the outermost loop that carries
 * one of its reduce iterators is entered, in all elements that the block can write while that loop
 * runs, whether terms follow or not.
 */
final class InitNest {
  private InitNest() {}

  /** The statements that set identities when {@code top} is entered. */
  static List<Stmt> before(Stmt.Loop top, Set<String> done) {
    List<Stmt> nests = new ArrayList<>();
    collect(top, new ArrayList<>(), done, nests);
    return nests;
  }

  private static void collect(Stmt s, List<Stmt.Loop> path, Set<String> done, List<Stmt> nests) {
    switch (s) {
      case Stmt.Loop x -> {
        path.add(x);
        collect(x.body(), path, done, nests);
        path.removeLast();
      }
      case Stmt.Sequence x -> x.statements().forEach(part -> collect(part, path, done, nests));
      case Stmt.Allocate x -> collect(x.body(), path, done, nests);
      case Stmt.Block x -> {
        if (x.initializes() && carries(x, path.getFirst()) && done.add(x.name())) {
          nests.add(nest(x, path));
        }
      }
      default -> {}
    }
  }

  private static boolean carries(Stmt.Block block, Stmt.Loop loop) {
    return block.axes().stream()
        .anyMatch(a -> a.isReduce() && Walker.uses(a.binding(), loop.var().name()));
  }

  /** The identity stored for every point of the loops in {@code path} that choose elements. */
  static Stmt nest(Stmt.Block block, List<Stmt.Loop> path) {
    List<Axis> spatial = block.axes().stream().filter(a -> !a.isReduce()).toList();
    Set<String> chosen = new HashSet<>();
    for (Stmt.Loop loop : path.reversed()) {
      String name = loop.var().name();
      boolean needed =
          spatial.stream().anyMatch(a -> Walker.uses(a.binding(), name))
              || path.stream()
                  .anyMatch(l -> chosen.contains(l.var().name()) && Walker.uses(l.extent(), name));
      if (needed) {
        chosen.add(name);
      }
    }
    Expr predicate = Exprs.TRUE;
    for (Axis axis : spatial) {
      predicate =
          Exprs.and(
              predicate, Exprs.within(Exprs.index(0), axis.binding(), Exprs.index(axis.extent())));
    }
    for (Expr condition : conjuncts(block.predicate())) {
      boolean known =
          path.stream()
              .map(l -> l.var().name())
              .allMatch(name -> chosen.contains(name) || !Walker.uses(condition, name));
      predicate = known ? Exprs.and(predicate, condition) : predicate;
    }
    Stmt.Store store = block.store();
    Expr identity = block.combiner().identity(store.value().type().scalar());
    Stmt nest =
        new Stmt.Block(
            block.name() + ".init",
            spatial,
            predicate,
            new Stmt.Store(store.buffer(), store.indices(), identity),
            Combiner.NONE,
            false);
    for (Stmt.Loop loop : path.reversed()) {
      nest =
          chosen.contains(loop.var().name())
              ? Stmt.Loop.serial(loop.var(), loop.extent(), nest)
              : nest;
    }
    return nest;
  }

  private static List<Expr> conjuncts(Expr e) {
    if (e instanceof Expr.Binary(BinaryOp op, Expr a, Expr b) && op == BinaryOp.AND) {
      List<Expr> all = new ArrayList<>(conjuncts(a));
      all.addAll(conjuncts(b));
      return all;
    }
    return List.of(e);
  }
}
