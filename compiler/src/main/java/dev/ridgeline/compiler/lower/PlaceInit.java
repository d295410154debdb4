package dev.ridgeline.compiler.lower;

import dev.ridgeline.compiler.ir.Axis;
import dev.ridgeline.compiler.ir.Combiner;
import dev.ridgeline.compiler.ir.CompareOp;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.Rewriter;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.Walker;
import dev.ridgeline.compiler.simplify.HoldingRange;
import dev.ridgeline.compiler.simplify.Ranges;
import dev.ridgeline.compiler.simplify.Simplifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
 *
 * <p>Where spatial loops stand between reduce loops, the block goes inside them and runs in the
 * first iteration of the outer reduce loops only, so that a blocked reduction need not write all
 * its results twice:
 *
 * <pre>
 * for k_o                       for k_o
 *   for i                         for i
 *     for k_i               =>      block C_init where k_o == 0   C[i] = 0
 *       block C sum= ...            for k_i
 *                                     block C sum= ... (initialized)
 * </pre>
 */
public final class PlaceInit {
  private PlaceInit() {}

  public static Stmt run(Stmt root) {
    List<Stmt.Block> blocks = new ArrayList<>();
    Walker.statements(
        root,
        s -> {
          if (s instanceof Stmt.Block block && block.initializes()) {
            blocks.add(block);
          }
        });
    Stmt out = root;
    for (Stmt.Block block : blocks) {
      out = place(out, block);
    }
    return out;
  }

  private static Stmt place(Stmt root, Stmt.Block block) {
    List<Stmt.Loop> around = new ArrayList<>();
    around(root, block.name(), around);
    int at = placement(block, around);
    Expr first = Exprs.TRUE;
    for (Stmt.Loop outer : around.subList(0, at)) {
      if (reduces(block, outer.var().name())) {
        first = Exprs.and(first, Exprs.compare(CompareOp.EQ, outer.var(), Exprs.index(0)));
      }
    }
    Stmt init = init(block, around.subList(at, around.size()), first);
    String before = at < around.size() ? around.get(at).var().name() : block.name();
    return new Rewriter() {
      @Override
      protected Stmt loop(Stmt.Loop s) {
        Stmt x = super.loop(s);
        return s.var().name().equals(before) && holds(s, block.name())
            ? Stmt.Sequence.of(List.of(init, x))
            : x;
      }

      @Override
      protected Stmt block(Stmt.Block s) {
        if (!s.name().equals(block.name())) {
          return s;
        }
        Stmt.Block done = initialized(s);
        return at == around.size() ? Stmt.Sequence.of(List.of(init, done)) : done;
      }
    }.stmt(root);
  }

  private static boolean holds(Stmt s, String block) {
    return around(s, block, new ArrayList<>());
  }

  /** Collects the loops around a block, outermost first. */
  private static boolean around(Stmt s, String block, List<Stmt.Loop> loops) {
    return switch (s) {
      case Stmt.Loop x -> {
        loops.add(x);
        boolean found = around(x.body(), block, loops);
        if (!found) {
          loops.removeLast();
        }
        yield found;
      }
      case Stmt.Sequence x -> x.statements().stream().anyMatch(p -> around(p, block, loops));
      case Stmt.Allocate x -> around(x.body(), block, loops);
      case Stmt.Block x -> x.name().equals(block);
      default -> false;
    };
  }

  /** The index of the loop before which the identity is set; the number of loops for none. */
  private static int placement(Stmt.Block block, List<Stmt.Loop> around) {
    int outermost = around.size();
    for (int n = around.size() - 1; n >= 0; n--) {
      outermost = reduces(block, around.get(n).var().name()) ? n : outermost;
    }
    int place = outermost;
    boolean spatialBetween = false;
    for (int n = outermost; n < around.size(); n++) {
      boolean reduce = reduces(block, around.get(n).var().name());
      if (reduce && spatialBetween) {
        place = n;
        spatialBetween = false;
      }
      spatialBetween |= !reduce;
    }
    for (Stmt.Loop outer : around.subList(0, place)) {
      if (reduces(block, outer.var().name()) && !startsAtZero(block, outer, around)) {
        return outermost;
      }
    }
    return place;
  }

  /** Whether no condition can keep the block from running in the loop's first iteration. */
  private static boolean startsAtZero(Stmt.Block block, Stmt.Loop loop, List<Stmt.Loop> around) {
    if (block.store().value() instanceof Expr.Select) {
      return false;
    }
    Ranges ranges = Ranges.NONE;
    for (Stmt.Loop l : around) {
      ranges = ranges.withLoop(l.var().name(), l.extent());
    }
    for (Expr part : Simplifier.conjuncts(block.predicate())) {
      if (Walker.uses(part, loop.var().name())) {
        Optional<HoldingRange> range = HoldingRange.of(part, loop.var(), List.of(), ranges, true);
        if (range.isEmpty() || !range.get().upper()) {
          return false;
        }
      }
    }
    return true;
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
    return init(block, path, Exprs.TRUE);
  }

  private static Stmt init(Stmt.Block block, List<Stmt.Loop> path, Expr when) {
    List<Axis> spatial = block.axes().stream().filter(a -> !a.isReduce()).toList();
    Expr all = when;
    for (Expr part : Simplifier.conjuncts(block.predicate())) {
      if (block.axes().stream().noneMatch(a -> a.isReduce() && shareLoop(a.binding(), part))) {
        all = Exprs.and(all, part);
      }
    }
    Expr predicate = all;
    Stmt.Store store = block.store();
    Expr identity = block.combiner().identity(store.value().type().scalar());
    Stmt.Store set = new Stmt.Store(store.buffer(), store.indices(), identity);
    Stmt nest =
        new Stmt.Block(block.name() + "_init", spatial, predicate, set, Combiner.NONE, false);
    for (Stmt.Loop loop : path.reversed()) {
      String var = loop.var().name();
      boolean needed =
          Walker.uses(predicate, var)
              || spatial.stream().anyMatch(a -> Walker.uses(a.binding(), var));
      if (needed && !reduces(block, var)) {
        nest = loop.withBody(nest);
      }
    }
    return nest;
  }

  /** Whether a binding and a condition use the same variable. */
  public static boolean shareLoop(Expr binding, Expr condition) {
    boolean[] found = {false};
    Walker.expressions(
        condition, e -> found[0] |= e instanceof Expr.Var v && Walker.uses(binding, v.name()));
    return found[0];
  }
}
