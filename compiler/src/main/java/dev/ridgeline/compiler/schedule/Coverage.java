package dev.ridgeline.compiler.schedule;

import dev.ridgeline.compiler.ir.Axis;
import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.Walker;
import dev.ridgeline.compiler.simplify.LinearForm;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether one iteration of a loop writes all elements of a region of a buffer: shown by linear
 * forms, else by looking at every point.
 */
final class Coverage {
  private final Stmt.Loop loop;
  private final List<Access> writes;
  private final Region region;

  Coverage(Stmt.Loop loop, List<Access> writes, Region region) {
    this.loop = loop;
    this.writes = writes;
    this.region = region;
  }

  /** Whether it does, as far as a consumer with these extents a dimension reads the region. */
  boolean holds(List<Integer> limits) {
    return linear() || exact(limits);
  }

  /** Whether a single write walks along every dimension without a gap, cut off at its end only. */
  private boolean linear() {
    if (writes.size() != 1) {
      return false;
    }
    Access write = writes.getFirst();
    Set<String> used = new HashSet<>();
    for (int d = 0; d < write.buffer().rank(); d++) {
      if (!gapless(write, d, used)) {
        return false;
      }
    }
    return write.conditions().stream().allMatch(c -> cutsAtTheEnd(write, c));
  }

  private boolean gapless(Access write, int d, Set<String> used) {
    List<String> inner = write.inside(loop.var().name());
    LinearForm form = LinearForm.of(write.indices().get(d));
    List<Map.Entry<Expr, Long>> own =
        form.terms().entrySet().stream()
            .filter(t -> inner.stream().anyMatch(v -> Walker.uses(t.getKey(), v)))
            .sorted(Comparator.comparing(Map.Entry::getValue))
            .toList();
    long covered = 1;
    for (Map.Entry<Expr, Long> term : own) {
      if (!(term.getKey() instanceof Expr.Var v) || term.getValue() < 1 || !used.add(v.name())) {
        return false;
      }
      if (term.getValue() > covered) {
        return false;
      }
      covered += term.getValue() * write.ranges().of(v).hi();
    }
    return covered >= region.extents().get(d);
  }

  private static boolean cutsAtTheEnd(Access write, Expr condition) {
    for (int d = 0; d < write.buffer().rank(); d++) {
      Expr end = Exprs.index(write.buffer().shape().get(d));
      if (condition.equals(Exprs.lt(write.indices().get(d), end))) {
        return true;
      }
    }
    return false;
  }

  private boolean exact(List<Integer> limits) {
    List<Points> points = new ArrayList<>();
    for (Access write : writes) {
      Optional<Points> own = write.points(loop.var().name());
      if (own.isEmpty()) {
        return false;
      }
      points.add(own.get());
    }
    return starts(limits).filter(box -> new Search(points, box).holds()).isPresent();
  }

  /** The region as an access by loops of its own below the loops around. */
  private Optional<Points> starts(List<Integer> limits) {
    List<Stmt.Loop> all = writes.getFirst().loops();
    List<Stmt.Loop> loops = new ArrayList<>(all.subList(0, all.indexOf(loop) + 1));
    Buffer buffer = writes.getFirst().buffer();
    List<Expr> indices = new ArrayList<>();
    Expr inside = Exprs.TRUE;
    for (int d = 0; d < buffer.rank(); d++) {
      Expr.Var var = Expr.Var.index("region " + d);
      loops.add(Stmt.Loop.serial(var, Exprs.index(region.extents().get(d)), Stmt.Sequence.EMPTY));
      Expr index = Exprs.add(region.starts().get(d), var);
      int end = Math.min(limits.get(d), buffer.shape().get(d));
      inside = Exprs.and(inside, Exprs.within(Exprs.index(0), index, Exprs.index(end)));
      indices.add(index);
    }
    return Points.of(loops, inside, buffer, indices);
  }

  /** Marks what each iteration writes and looks whether all of the box is marked. */
  private static final class Search {
    private final List<Points> writes;
    private final Points box;
    private final int depth;
    private final int[] marked;
    private int round;

    Search(List<Points> writes, Points box) {
      this.writes = writes;
      this.box = box;
      depth = box.size() - box.rank();
      marked = new int[box.span()];
    }

    boolean holds() {
      return holds(new int[depth], 0);
    }

    private boolean holds(int[] values, int at) {
      if (at == depth) {
        round++;
        for (Points write : writes) {
          write.each(java.util.Arrays.copyOf(values, write.size()), depth, this::mark);
        }
        int[] point = java.util.Arrays.copyOf(values, box.size());
        return box.each(point, depth, (_, e) -> marked[e] == round);
      }
      for (int i = 0; i < box.extent(at); i++) {
        values[at] = i;
        if (!holds(values, at + 1)) {
          return false;
        }
      }
      return true;
    }

    private boolean mark(int[] point, int element) {
      if (element >= 0 && element < marked.length) {
        marked[element] = round;
      }
      return true;
    }
  }

  /** For a consumer's iterators, how far it reads along each dimension. */
  static List<Integer> limits(Stmt.Block consumer, Buffer buffer, Map<String, Integer> dimensions) {
    List<Integer> limits = new ArrayList<>(buffer.shape());
    for (Axis axis : consumer.axes()) {
      Integer d = dimensions.get(axis.var().name());
      if (d != null) {
        limits.set(d, axis.extent());
      }
    }
    return limits;
  }
}
