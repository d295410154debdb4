package dev.ridgeline.compiler.schedule;

import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.Walker;
import dev.ridgeline.compiler.simplify.Interval;
import dev.ridgeline.compiler.simplify.LinearForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether different iterations of a loop touch different elements of a buffer, where at least one
 * of the two accesses writes: shown by linear forms, else by looking at every point.
 */
final class Conflicts {
  private final Stmt.Loop loop;
  private final List<Access> accesses;

  private Conflicts(Stmt.Loop loop, List<Access> accesses) {
    this.loop = loop;
    this.accesses = accesses;
  }

  /** What two iterations do to one element, as a clause; empty where they never meet. */
  static Optional<String> of(Stmt.Loop loop, List<Access> accesses) {
    Conflicts conflicts = new Conflicts(loop, accesses);
    if (accesses.stream().noneMatch(Access::write) || conflicts.linear()) {
      return Optional.empty();
    }
    return conflicts.exact();
  }

  /** Whether along some dimension all accesses move on by more than they spread. */
  private boolean linear() {
    for (int d = 0; d < accesses.getFirst().buffer().rank(); d++) {
      if (linear(d)) {
        return true;
      }
    }
    return false;
  }

  private boolean linear(int d) {
    String var = loop.var().name();
    Optional<LinearForm> common = Optional.empty();
    Interval spread = new Interval(1, 0);
    for (Access access : accesses) {
      LinearForm form = LinearForm.of(access.indices().get(d));
      List<String> inner = access.inside(var);
      LinearForm outer = form.part(t -> inner.stream().noneMatch(v -> Walker.uses(t, v)));
      boolean hidden =
          form.terms().keySet().stream()
              .anyMatch(t -> !t.equals(loop.var()) && Walker.uses(t, var));
      if (hidden || (common.isPresent() && !common.get().equals(outer))) {
        return false;
      }
      common = Optional.of(outer);
      Interval own = form.plus(outer, -1).range(access.ranges());
      spread = spread.isEmpty() ? own : spread.hull(own);
    }
    long step = common.orElseThrow().coefficient(loop.var());
    return step != 0 && spread.hi() - spread.lo() < Math.abs(step);
  }

  private Optional<String> exact() {
    List<Points> points = new ArrayList<>();
    for (Access access : accesses) {
      Optional<Points> own = access.points(loop.var().name());
      if (own.isEmpty()) {
        return Optional.of("it cannot be shown that iterations touch different elements");
      }
      points.add(own.get());
    }
    int place = accesses.getFirst().loops().indexOf(loop);
    Search search = new Search(points, place, accesses.getFirst().buffer().span());
    search.prefix(new int[place], 0);
    return search.found;
  }

  /** Notes for each element which iteration writes it, anew for each outer iteration. */
  private final class Search {
    private final List<Points> points;
    private final int place;
    private final long[] writer;
    private long round;
    private Optional<String> found = Optional.empty();

    Search(List<Points> points, int place, int span) {
      this.points = points;
      this.place = place;
      writer = new long[span];
    }

    void prefix(int[] values, int depth) {
      if (found.isPresent()) {
        return;
      }
      if (depth == place) {
        iterations(values);
        return;
      }
      for (int i = 0; i < points.getFirst().extent(depth); i++) {
        values[depth] = i;
        prefix(values, depth + 1);
      }
    }

    private void iterations(int[] values) {
      long base = round + 1;
      round += points.getFirst().extent(place);
      for (boolean write : new boolean[] {true, false}) {
        for (int n = 0; n < points.size() && found.isEmpty(); n++) {
          Access access = accesses.get(n);
          if (access.write() == write) {
            int[] point = java.util.Arrays.copyOf(values, points.get(n).size());
            points.get(n).each(point, place, (at, e) -> visit(access, base, at[place], e));
          }
        }
      }
    }

    private boolean visit(Access access, long base, int iteration, int element) {
      if (element < 0 || element >= writer.length) {
        return true;
      }
      long known = writer[element];
      if (known >= base && known != base + iteration) {
        found =
            Optional.of(
                "iterations %d and %d both %s element %d of '%s' in block '%s'"
                    .formatted(
                        known - base,
                        iteration,
                        access.write() ? "write" : "touch",
                        element,
                        access.buffer().name(),
                        access.block().name()));
        return false;
      }
      if (access.write()) {
        writer[element] = base + iteration;
      }
      return true;
    }
  }

  /** The accesses by one block alone that write. */
  static List<Access> writes(List<Access> all, Stmt.Block block) {
    return all.stream().filter(a -> a.write() && a.block().name().equals(block.name())).toList();
  }
}
