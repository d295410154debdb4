package dev.ridgeline.compiler.verify;

import dev.ridgeline.compiler.ir.Axis;
import dev.ridgeline.compiler.ir.BinaryOp;
import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.Substitution;
import dev.ridgeline.compiler.ir.ValueType;
import dev.ridgeline.compiler.ir.Walker;
import dev.ridgeline.compiler.simplify.Interval;
import dev.ridgeline.compiler.simplify.LinearForm;
import dev.ridgeline.compiler.simplify.Ranges;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Shows by ranges and sums that accesses stay within their buffers, and arithmetic within i32. */
final class Bounds {
  /** Ranges beyond this have no known end. */
  private static final long UNKNOWN = 1L << 49;

  private final boolean flat;
  private final Place place;
  private final Set<String> assigned = new HashSet<>();
  private Optional<InvalidProgram> unproven = Optional.empty();

  private Bounds(boolean flat, String program) {
    this.flat = flat;
    this.place = new Place(program);
  }

  /** The first access that could not be shown to be right. */
  static Optional<InvalidProgram> unproven(Stmt body, boolean flat, String program) {
    Bounds bounds = new Bounds(flat, program);
    Walker.statements(
        body,
        s -> {
          if (s instanceof Stmt.Assign a) {
            bounds.assigned.add(a.var().name());
          }
        });
    bounds.statement(body, Facts.NONE);
    return bounds.unproven;
  }

  private void statement(Stmt s, Facts facts) {
    place.enter(s);
    switch (s) {
      case Stmt.Loop x -> {
        value(x.extent(), facts);
        arithmetic(x.extent(), facts.ranges());
        statement(x.body(), facts.withLoop(x.var(), x.extent()));
      }
      case Stmt.Block x -> block(x, facts);
      case Stmt.Store x -> {
        value(x.value(), facts);
        access(x.buffer(), x.indices(), x.active(), facts);
      }
      case Stmt.Sequence x -> x.statements().forEach(part -> statement(part, facts));
      case Stmt.If x -> {
        value(x.condition(), facts);
        statement(x.then(), facts.with(x.condition()));
        statement(x.otherwise(), facts.without(x.condition()));
      }
      case Stmt.Allocate x -> statement(x.body(), facts);
      case Stmt.Define x -> {
        value(x.value(), facts);
        boolean known = x.var().type().equals(ValueType.I32) && !assigned.contains(x.var().name());
        statement(x.body(), known ? facts.withValue(x.var(), x.value()) : facts);
      }
      case Stmt.Assign x -> value(x.value(), facts);
      case Stmt.Call x -> x.scalars().forEach(e -> value(e, facts));
    }
    place.leave(s);
  }

  private void block(Stmt.Block x, Facts around) {
    Facts facts = around.with(x.predicate());
    Map<String, Expr> bindings = new HashMap<>();
    for (Axis axis : x.axes()) {
      bindings.put(axis.var().name(), axis.binding());
      arithmetic(axis.binding(), around.ranges());
      LinearForm value = LinearForm.of(axis.binding());
      if (!within(value, value, axis.extent(), facts)) {
        note("iterator '" + axis.var().name() + "' may leave [0, " + axis.extent() + ")");
      }
    }
    Stmt.Store store = (Stmt.Store) Substitution.in(x.store(), bindings);
    value(store.value(), facts);
    access(store.buffer(), store.indices(), store.active(), facts);
  }

  private void note(String what) {
    if (unproven.isEmpty()) {
      unproven = Optional.of(place.broken(Rule.BOUNDS, what));
    }
  }

  /** Looks at the loads of an expression; those that a select leaves out do not count. */
  private void value(Expr e, Facts facts) {
    switch (e) {
      case Expr.IntImm _, Expr.FloatImm _, Expr.Var _ -> {}
      case Expr.Unary x -> value(x.a(), facts);
      case Expr.Binary x -> {
        value(x.a(), facts);
        value(x.b(), facts);
      }
      case Expr.Compare x -> {
        value(x.a(), facts);
        value(x.b(), facts);
      }
      case Expr.Fma x -> {
        value(x.a(), facts);
        value(x.b(), facts);
        value(x.c(), facts);
      }
      case Expr.Select x -> {
        value(x.condition(), facts);
        boolean scalar = !x.condition().type().isVector();
        value(x.then(), scalar ? facts.with(x.condition()) : facts);
        value(x.otherwise(), scalar ? facts.without(x.condition()) : facts);
      }
      case Expr.Cast x -> value(x.a(), facts);
      case Expr.Reinterpret x -> value(x.a(), facts);
      case Expr.Load x -> access(x.buffer(), x.indices(), x.active(), facts);
      case Expr.Ramp x -> value(x.base(), facts);
      case Expr.Broadcast x -> value(x.value(), facts);
    }
  }

  private void access(Buffer buffer, List<Expr> indices, Expr active, Facts facts) {
    int lanes = Expr.lanes(indices);
    for (int d = 0; d < indices.size(); d++) {
      Expr index = indices.get(d);
      value(index, facts);
      arithmetic(index, facts.ranges());
      int limit = flat ? buffer.span() : buffer.shape().get(d);
      if (!laneWithin(index, lanes, active, limit, facts)) {
        note("an index of '" + buffer.name() + "' may leave [0, " + limit + ")");
      }
    }
  }

  private static boolean laneWithin(Expr index, int lanes, Expr active, int limit, Facts facts) {
    if (!(index instanceof Expr.Ramp ramp)) {
      LinearForm form = LinearForm.of(index);
      return within(form, form, limit, facts);
    }
    LinearForm first = LinearForm.of(ramp.base());
    LinearForm count = LinearForm.of(active);
    Facts inside = facts.withNotNegative(count.plus(-1));
    LinearForm allLanes = first.plus((long) ramp.stride() * (lanes - 1));
    LinearForm someLanes = first.plus(count.plus(-1), ramp.stride());
    return ramp.stride() >= 0
        ? within(first, allLanes, limit, inside) || within(first, someLanes, limit, inside)
        : within(allLanes, first, limit, inside) || within(someLanes, first, limit, inside);
  }

  private static boolean within(LinearForm low, LinearForm high, int limit, Facts facts) {
    return facts.proves(low) && facts.proves(high.times(-1).plus(limit - 1L));
  }

  /** Sums and products of indices whose range is known to leave i32. */
  private void arithmetic(Expr index, Ranges ranges) {
    Walker.expressions(
        index,
        e -> {
          boolean sums =
              e instanceof Expr.Binary b
                  && e.type().equals(ValueType.I32)
                  && (b.op() == BinaryOp.ADD || b.op() == BinaryOp.SUB || b.op() == BinaryOp.MUL);
          Interval range = sums ? ranges.of(e) : Interval.of(0);
          boolean over = range.hi() > Integer.MAX_VALUE && range.hi() < UNKNOWN;
          boolean under = range.lo() < Integer.MIN_VALUE && range.lo() > -UNKNOWN;
          if (over || under) {
            throw place.broken(
                Rule.OVERFLOW,
                "%s runs from %d to %d"
                    .formatted(dev.ridgeline.compiler.ir.IrText.of(e), range.lo(), range.hi()));
          }
        });
  }

  /** How often the body touches memory, at most. */
  static double points(Stmt s, Ranges ranges) {
    return switch (s) {
      case Stmt.Loop x -> {
        double turns = Math.max(0, ranges.of(x.extent()).hi());
        yield turns * points(x.body(), ranges.withLoop(x.var().name(), x.extent()));
      }
      case Stmt.Block _ -> 1;
      case Stmt.Store x -> x.value().type().lanes();
      case Stmt.Sequence x ->
          x.statements().stream().mapToDouble(part -> points(part, ranges)).sum();
      case Stmt.If x -> points(x.then(), ranges) + points(x.otherwise(), ranges);
      case Stmt.Allocate x -> points(x.body(), ranges);
      case Stmt.Define x ->
          points(
              x.body(),
              x.var().type().equals(ValueType.I32)
                  ? ranges.with(x.var().name(), ranges.of(x.value()))
                  : ranges);
      case Stmt.Assign x -> Exprs.isConstant(x.value(), 0) ? 0 : x.value().type().lanes();
      case Stmt.Call _ -> 1;
    };
  }
}
