package dev.ridgeline.compiler.schedule;

import dev.ridgeline.compiler.ir.Axis;
import dev.ridgeline.compiler.ir.Combiner;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.Substitution;
import dev.ridgeline.compiler.lower.PlaceInit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * In which order a block folds the terms of an element: the points of its reduce iterators, one
 * after the other. Where a step changes that order, float sums and products may round otherwise.
 */
final class FoldOrder {
  /** Longer sums are not walked through; then any change of their loops counts. */
  private static final long MOST = 1L << 16;

  private FoldOrder() {}

  /** Names of blocks of the first program that fold floats in another order in the second. */
  static List<String> changed(Program before, Program after) {
    Map<String, Stmt.Block> now = new HashMap<>();
    Nest.blocks(after.body()).forEach(b -> now.put(b.name(), b));
    List<String> changed = new ArrayList<>();
    for (Stmt.Block block : Nest.blocks(before.body())) {
      Stmt.Block same = now.get(block.name());
      if (rounds(block) && same != null && !of(before, block).equals(of(after, same))) {
        changed.add(block.name());
      }
    }
    return changed;
  }

  private static boolean rounds(Stmt.Block block) {
    boolean order = block.combiner() == Combiner.SUM || block.combiner() == Combiner.PRODUCT;
    return order && block.store().value().type().scalar().isFloat();
  }

  /** A list that two blocks share if they fold in the same order. */
  private static List<Object> of(Program p, Stmt.Block block) {
    List<Stmt.Loop> loops = new ArrayList<>();
    Map<String, Expr> zeros = new HashMap<>();
    long points = 1;
    for (Stmt.Loop loop : Nest.loopsAround(p, block.name())) {
      if (PlaceInit.reduces(block, loop.var().name())) {
        loops.add(loop);
        points *= Nest.extent("trace", loop);
      } else {
        zeros.put(loop.var().name(), Exprs.index(0));
      }
      if (points > MOST) {
        return shape(block, loops);
      }
    }
    List<Axis> axes = block.axes().stream().filter(Axis::isReduce).toList();
    List<String> names = loops.stream().map(l -> l.var().name()).toList();
    List<IndexCode> codes = new ArrayList<>();
    for (Axis axis : axes) {
      Optional<IndexCode> code = IndexCode.of(Substitution.in(axis.binding(), zeros), names);
      if (code.isEmpty()) {
        return shape(block, loops);
      }
      codes.add(code.get());
    }
    Walk walk = new Walk(loops, axes, codes);
    walk.from(0);
    return List.of(block.store().value(), walk.count, walk.hash);
  }

  /** Loops and what they are bound to: the same only where nothing has changed. */
  private static List<Object> shape(Stmt.Block block, List<Stmt.Loop> loops) {
    List<Object> shape = new ArrayList<>();
    shape.add(block.store().value());
    loops.forEach(l -> shape.add(l.extent()));
    block.axes().stream().filter(Axis::isReduce).forEach(a -> shape.add(a.binding()));
    return shape;
  }

  /** Counts the points that are terms, and their order. */
  private static final class Walk {
    private final List<Axis> axes;
    private final List<IndexCode> codes;
    private final int[] extents;
    private final int[] point;
    private long count;
    private long hash;

    Walk(List<Stmt.Loop> loops, List<Axis> axes, List<IndexCode> codes) {
      this.axes = axes;
      this.codes = codes;
      extents = loops.stream().mapToInt(l -> Nest.extent("trace", l)).toArray();
      point = new int[extents.length];
    }

    void from(int depth) {
      if (depth == extents.length) {
        visit();
        return;
      }
      for (int i = 0; i < extents[depth]; i++) {
        point[depth] = i;
        from(depth + 1);
      }
    }

    private void visit() {
      long term = 0;
      for (int n = 0; n < axes.size(); n++) {
        long value = codes.get(n).at(point);
        if (value < 0 || value >= axes.get(n).extent()) {
          return;
        }
        term = term * axes.get(n).extent() + value;
      }
      count++;
      hash = (hash + term) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 29;
    }
  }
}
