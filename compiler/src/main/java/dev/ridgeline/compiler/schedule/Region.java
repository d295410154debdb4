package dev.ridgeline.compiler.schedule;

import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.Walker;
import dev.ridgeline.compiler.simplify.Interval;
import dev.ridgeline.compiler.simplify.LinearForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The part of a buffer that accesses below a loop touch in one of its iterations: for each
 * dimension a start over the variables outside and a constant extent.
 */
record Region(List<Expr> starts, List<Integer> extents) {

  /** The hull of all accesses; a dimension without a start of its own is taken whole. */
  static Region of(Buffer buffer, List<Access> accesses, String loop) {
    List<Expr> starts = new ArrayList<>();
    List<Integer> extents = new ArrayList<>();
    for (int d = 0; d < buffer.rank(); d++) {
      Optional<LinearForm> start = Optional.empty();
      Interval span = new Interval(1, 0);
      boolean whole = false;
      for (Access access : accesses) {
        LinearForm form = LinearForm.of(access.indices().get(d));
        List<String> inner = access.inside(loop);
        LinearForm outer = form.part(t -> inner.stream().noneMatch(v -> Walker.uses(t, v)));
        Interval own = form.plus(outer, -1).range(access.ranges());
        whole |= start.isPresent() && !start.get().equals(outer);
        start = Optional.of(outer);
        span = span.isEmpty() ? own : span.hull(own);
      }
      int full = buffer.shape().get(d);
      if (whole || start.isEmpty() || span.hi() - span.lo() + 1 >= full) {
        starts.add(Exprs.index(0));
        extents.add(full);
      } else {
        starts.add(start.get().plus(span.lo()).toExpr());
        extents.add((int) (span.hi() - span.lo() + 1));
      }
    }
    return new Region(starts, extents);
  }
}
