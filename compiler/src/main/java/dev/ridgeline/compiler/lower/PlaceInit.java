package dev.ridgeline.compiler.lower;

import dev.ridgeline.compiler.ir.Axis;
import dev.ridgeline.compiler.ir.Combiner;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.Walker;
import dev.ridgeline.compiler.simplify.Simplifier;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives every reduction that sets its identity itself a block that does so, just outside the
 * outermost loop that carries a reduce iterator; the loops inside that one which the output's
 * indices need are written out again around it.
 *
 * <pre>
 * for i                         for i
 *   for k                         for j
 *     for j                 =>      block C_init   C[i, j] = 0
 *       block C sum= ...          for k
 *                                   for j
 *                                     block C sum= ... (initialized)
 * </pre>
 */
public final class PlaceInit {
  private PlaceInit() {}

  public static Stmt run(Stmt root) {
    return place(root);
  }

  private static Stmt place(Stmt s) {
    return switch (s) {
      case Stmt.Loop loop -> {
        List<Stmt> parts = new ArrayList<>();
        Stmt.Loop cleaned = (Stmt.Loop) takeOut(loop, loop, new ArrayList<>(), parts);
        parts.add(cleaned.withBody(place(cleaned.body())));
        yield Stmt.Sequence.of(parts);
      }
      case Stmt.Sequence seq ->
          Stmt.Sequence.of(seq.statements().stream().map(PlaceInit::place).toList());
      case Stmt.Allocate a -> new Stmt.Allocate(a.buffer(), place(a.body()));
      case Stmt.Block block when block.initializes() ->
          Stmt.Sequence.of(List.of(init(block, List.of()), initialized(block)));
      default -> s;
    };
  }

  /** Moves the init of the blocks below whose outermost reduce loop is {@code top} into inits. */
  private static Stmt takeOut(Stmt s, Stmt.Loop top, List<Stmt.Loop> inside, List<Stmt> inits) {
    return switch (s) {
      case Stmt.Loop loop -> {
        inside.add(loop);
        Stmt body = takeOut(loop.body(), top, inside, inits);
        inside.removeLast();
        yield loop.withBody(body);
      }
      case Stmt.Sequence seq -> {
        List<Stmt> parts = new ArrayList<>();
        seq.statements().forEach(part -> parts.add(takeOut(part, top, inside, inits)));
        yield new Stmt.Sequence(parts);
      }
      case Stmt.Allocate a -> new Stmt.Allocate(a.buffer(), takeOut(a.body(), top, inside, inits));
      case Stmt.Block block when block.initializes() && reduces(block, top.var().name()) -> {
        inits.add(init(block, inside));
        yield initialized(block);
      }
      default -> s;
    };
  }

  /** Whether a loop carries a reduce iterator of the block. */
  public static boolean reduces(Stmt.Block block, String loop) {
    return block.axes().stream().anyMatch(a -> a.isReduce() && Walker.uses(a.binding(), loop));
  }

  /** The block, leaving its identity to others. */
  public static Stmt.Block initialized(Stmt.Block b) {
    return new Stmt.Block(b.name(), b.axes(), b.predicate(), b.store(), b.combiner(), false);
  }

  /** The block that sets the identity, in the loops of {@code path} that its indices need. */
  public static Stmt init(Stmt.Block block, List<Stmt.Loop> path) {
    List<Axis> spatial = block.axes().stream().filter(a -> !a.isReduce()).toList();
    List<Expr> conditions =
        Simplifier.conjuncts(block.predicate()).stream()
            .filter(c ->
                path.stream()
                    .noneMatch(
                        l -> reduces(block, l.var().name()) && Walker.uses(c, l.var().name())))
            .toList();
    Expr predicate = conditions.stream().reduce(Exprs.TRUE, Exprs::and);
    Stmt.Store store = block.store();
    Stmt.Store identity =
        new Stmt.Store(
            store.buffer(),
            store.indices(),
            block.combiner().identity(store.value().type().scalar()));
    Stmt nest =
        new Stmt.Block(block.name() + "_init", spatial, predicate, identity, Combiner.NONE, false);
    for (Stmt.Loop loop : path.reversed()) {
      String var = loop.var().name();
      boolean needed = spatial.stream().anyMatch(a -> Walker.uses(a.binding(), var));
      if (needed && !reduces(block, var)) {
        nest = loop.withBody(nest);
      }
    }
    return nest;
  }
}
