package dev.ridgeline.compiler.lower;

import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.Rewriter;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.Walker;
import dev.ridgeline.compiler.simplify.Interval;
import dev.ridgeline.compiler.simplify.LinearForm;
import dev.ridgeline.compiler.simplify.Ranges;
import dev.ridgeline.compiler.simplify.Simplifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Allocates a buffer around a statement with only the part of each dimension that is touched there.
 * The part starts where an expression of the variables outside says and has a constant extent; a
 * dimension for which no such part can be shown keeps its whole extent, as does every dimension of
 * a buffer with strides of its own.
 */
final class CompactBuffer {
  private final Buffer buffer;
  private final List<Optional<LinearForm>> starts = new ArrayList<>();
  private final List<Interval> spans = new ArrayList<>();
  private final List<Boolean> whole = new ArrayList<>();

  private CompactBuffer(Buffer buffer) {
    this.buffer = buffer;
    for (int d = 0; d < buffer.rank(); d++) {
      starts.add(Optional.empty());
      spans.add(new Interval(1, 0));
      whole.add(!buffer.isDense());
    }
  }

  /** {@code s} with the buffer allocated around it. */
  static Stmt allocate(Stmt s, Buffer buffer, Ranges outside) {
    CompactBuffer compact = new CompactBuffer(buffer);
    compact.collect(s, outside, new ArrayList<>());
    return compact.rebuild(s);
  }

  private void collect(Stmt s, Ranges ranges, List<String> inner) {
    switch (s) {
      case Stmt.Loop x -> {
        expression(x.extent(), ranges, inner);
        inner.add(x.var().name());
        collect(x.body(), ranges.withLoop(x.var().name(), x.extent()), inner);
        inner.removeLast();
      }
      case Stmt.Sequence x -> x.statements().forEach(part -> collect(part, ranges, inner));
      case Stmt.If x -> {
        expression(x.condition(), ranges, inner);
        collect(x.then(), ranges, inner);
        collect(x.otherwise(), ranges, inner);
      }
      case Stmt.Allocate x -> collect(x.body(), ranges, inner);
      case Stmt.Store x -> {
        if (x.buffer().name().equals(buffer.name())) {
          access(x.indices(), ranges, inner);
        }
        x.indices().forEach(i -> expression(i, ranges, inner));
        expression(x.value(), ranges, inner);
      }
      case Stmt.Block _, Stmt.Define _, Stmt.Assign _, Stmt.Call _ ->
          throw new IllegalStateException("allocation comes after blocks and before locals");
    }
  }

  private void expression(Expr e, Ranges ranges, List<String> inner) {
    Walker.expressions(
        e,
        part -> {
          if (part instanceof Expr.Load load && load.buffer().name().equals(buffer.name())) {
            access(load.indices(), ranges, inner);
          }
        });
  }

  private void access(List<Expr> indices, Ranges ranges, List<String> inner) {
    for (int d = 0; d < indices.size(); d++) {
      LinearForm form = LinearForm.of(Simplifier.simplify(indices.get(d), ranges));
      LinearForm outer = form.part(atom -> inner.stream().noneMatch(v -> Walker.uses(atom, v)));
      Interval span = form.plus(outer, -1).range(ranges);
      if (starts.get(d).isPresent() && !starts.get(d).get().equals(outer)) {
        whole.set(d, true);
      }
      starts.set(d, Optional.of(outer));
      spans.set(d, spans.get(d).isEmpty() ? span : spans.get(d).hull(span));
    }
  }

  private Stmt rebuild(Stmt s) {
    List<Integer> shape = new ArrayList<>();
    List<Expr> offsets = new ArrayList<>();
    for (int d = 0; d < buffer.rank(); d++) {
      long extent = spans.get(d).hi() - spans.get(d).lo() + 1;
      boolean kept = whole.get(d) || extent >= buffer.shape().get(d);
      shape.add(kept ? buffer.shape().get(d) : (int) extent);
      offsets.add(
          kept ? Exprs.index(0) : starts.get(d).orElseThrow().plus(spans.get(d).lo()).toExpr());
    }
    if (shape.equals(buffer.shape())) {
      return new Stmt.Allocate(buffer, s);
    }
    Buffer compact = buffer.withShape(shape);
    return new Stmt.Allocate(compact, new Rebase(compact, offsets).stmt(s));
  }

  /** Accesses counted from the offsets, in the smaller buffer. */
  private static final class Rebase extends Rewriter {
    private final Buffer compact;
    private final List<Expr> offsets;

    Rebase(Buffer compact, List<Expr> offsets) {
      this.compact = compact;
      this.offsets = offsets;
    }

    private List<Expr> rebased(List<Expr> indices) {
      List<Expr> out = new ArrayList<>();
      for (int d = 0; d < indices.size(); d++) {
        out.add(LinearForm.of(indices.get(d)).plus(LinearForm.of(offsets.get(d)), -1).toExpr());
      }
      return out;
    }

    @Override
    protected Stmt store(Stmt.Store s) {
      Stmt.Store x = (Stmt.Store) super.store(s);
      return x.buffer().name().equals(compact.name())
          ? new Stmt.Store(compact, rebased(x.indices()), x.value(), x.active())
          : x;
    }

    @Override
    protected Expr load(Expr.Load e) {
      Expr.Load x = (Expr.Load) super.load(e);
      return x.buffer().name().equals(compact.name())
          ? new Expr.Load(compact, rebased(x.indices()), x.active())
          : x;
    }
  }
}
