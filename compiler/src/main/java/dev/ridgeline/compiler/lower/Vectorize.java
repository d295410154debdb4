package dev.ridgeline.compiler.lower;

import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.LoopKind;
import dev.ridgeline.compiler.ir.Rewriter;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.ValueType;
import dev.ridgeline.compiler.ir.Walker;
import dev.ridgeline.compiler.simplify.HoldingRange;
import dev.ridgeline.compiler.simplify.LinearForm;
import dev.ridgeline.compiler.simplify.Ranges;
import dev.ridgeline.compiler.simplify.Simplifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Turns loops that are to be vectorized into vector statements. A condition that holds for the
 * first lanes only becomes the number of active lanes of the accesses under it. The primitive that
 * marked the loop has checked that this can be done; what it could not see is an internal failure
 * here.
 */
public final class Vectorize extends Rewriter {

  public static Stmt run(Stmt root) {
    return new Vectorize().stmt(root);
  }

  private Ranges ranges = Ranges.NONE;

  @Override
  protected Stmt loop(Stmt.Loop s) {
    if (s.kind() != LoopKind.VECTORIZED) {
      Ranges outside = ranges;
      ranges = ranges.withLoop(s.var().name(), s.extent());
      Stmt rewritten = super.loop(s);
      ranges = outside;
      return rewritten;
    }
    if (!(s.extent() instanceof Expr.IntImm extent)) {
      throw new IllegalStateException(
          "loop '" + s.var().name() + "' is to be vectorized but its extent is not constant");
    }
    int lanes = (int) extent.value();
    return new Lanes(s.var(), lanes, Exprs.index(lanes), Optional.empty(), ranges)
        .statement(s.body());
  }

  /**
   * One vector of iterations.
   *
   * @param active lanes that exist
   * @param stored the buffer that the statement in hand writes
   */
  private record Lanes(
      Expr.Var var, int lanes, Expr active, Optional<String> stored, Ranges ranges) {

    Stmt statement(Stmt s) {
      return switch (s) {
        case Stmt.Sequence x ->
            Stmt.Sequence.of(x.statements().stream().map(this::statement).toList());
        case Stmt.Store x -> store(x);
        case Stmt.If x -> condition(x);
        default ->
            throw new IllegalStateException(
                "loop '" + var.name() + "' is to be vectorized but holds more than stores");
      };
    }

    private Stmt store(Stmt.Store x) {
      Expr index = memoryIndex(x.indices().getFirst());
      if (!index.type().isVector()) {
        throw new IllegalStateException(
            "all lanes of '" + var.name() + "' write one element of '" + x.buffer().name() + "'");
      }
      Lanes inside = new Lanes(var, lanes, active, Optional.of(x.buffer().name()), ranges);
      return new Stmt.Store(x.buffer(), List.of(index), wide(inside.vector(x.value())), active);
    }

    private Stmt condition(Stmt.If x) {
      List<Expr> scalar = new ArrayList<>();
      Expr count = active;
      for (Expr part : Simplifier.conjuncts(x.condition())) {
        if (!Walker.uses(part, var.name())) {
          scalar.add(part);
          continue;
        }
        Optional<HoldingRange> range = HoldingRange.of(part, var, List.of(), ranges, true);
        if (range.isEmpty() || !range.get().upper()) {
          throw new IllegalStateException(
              "a condition on lanes of '" + var.name() + "' does not hold for the first ones only");
        }
        count = Exprs.min(count, range.get().bound());
      }
      if (!x.otherwise().equals(Stmt.Sequence.EMPTY)) {
        throw new IllegalStateException("a branch under lanes of '" + var.name() + "'");
      }
      Stmt body = new Lanes(var, lanes, count, stored, ranges).statement(x.then());
      return scalar.isEmpty()
          ? body
          : new Stmt.If(scalar.stream().reduce(Exprs.TRUE, Exprs::and), body);
    }

    private Expr wide(Expr e) {
      return e.type().isVector() ? e : new Expr.Broadcast(e, lanes);
    }

    /** The expression for all lanes: a scalar where they agree. */
    private Expr vector(Expr e) {
      if (!Walker.uses(e, var.name())) {
        return e;
      }
      if (e.type().equals(ValueType.I32)) {
        Optional<Expr> ramp = ramp(e);
        if (ramp.isPresent()) {
          return ramp.get();
        }
      }
      return switch (e) {
        case Expr.IntImm x -> x;
        case Expr.FloatImm x -> x;
        case Expr.Var x -> throw new AssertionError(x);
        case Expr.Unary x -> new Expr.Unary(x.op(), vector(x.a()));
        case Expr.Binary x -> new Expr.Binary(x.op(), wide(vector(x.a())), wide(vector(x.b())));
        case Expr.Compare x -> new Expr.Compare(x.op(), wide(vector(x.a())), wide(vector(x.b())));
        case Expr.Fma x ->
            new Expr.Fma(wide(vector(x.a())), wide(vector(x.b())), wide(vector(x.c())));
        case Expr.Select x when MaskedLoad.matches(x, var, Ranges.NONE) -> masked(x);
        case Expr.Select x ->
            new Expr.Select(
                vector(x.condition()), wide(vector(x.then())), wide(vector(x.otherwise())));
        case Expr.Cast x -> new Expr.Cast(x.to(), vector(x.a()));
        case Expr.Reinterpret x -> new Expr.Reinterpret(x.to(), vector(x.a()));
        case Expr.Load x -> {
          Expr index = memoryIndex(x.indices().getFirst());
          yield new Expr.Load(x.buffer(), List.of(index), loaded(x, index));
        }
        case Expr.Ramp _, Expr.Broadcast _ ->
            throw new IllegalStateException("a vector inside the vectorized '" + var.name() + "'");
      };
    }

    /**
     * How many lanes are loaded: all of them where that stays inside the buffer, since what is not
     * stored may be anything; but a buffer is read as it is written.
     */
    private Expr loaded(Expr.Load x, Expr index) {
      if (!index.type().isVector()) {
        return Exprs.index(1);
      }
      boolean own = stored.isPresent() && stored.get().equals(x.buffer().name());
      var range = ranges.of(index);
      boolean inside = range.lo() >= 0 && range.hi() < x.buffer().span();
      return inside && !own ? Exprs.index(lanes) : active;
    }

    /** A load of the leading lanes only, the others being 0. */
    private Expr masked(Expr.Select x) {
      Expr count = Exprs.min(active, MaskedLoad.bound(x, var, Ranges.NONE).orElseThrow());
      Expr.Load load = (Expr.Load) x.then();
      return new Expr.Load(load.buffer(), List.of(memoryIndex(load.indices().getFirst())), count);
    }

    private Optional<Expr> ramp(Expr e) {
      LinearForm form = LinearForm.of(e);
      long stride = form.coefficient(var);
      LinearForm base = form.plus(LinearForm.of(var), -stride);
      boolean linear = base.terms().keySet().stream().noneMatch(t -> Walker.uses(t, var.name()));
      return linear
          ? Optional.of(
              stride == 0 ? base.toExpr() : new Expr.Ramp(base.toExpr(), (int) stride, lanes))
          : Optional.empty();
    }

    private Expr memoryIndex(Expr index) {
      if (!Walker.uses(index, var.name())) {
        return index;
      }
      return ramp(Simplifier.simplify(index, Ranges.NONE.withLoop(var.name(), Exprs.index(lanes))))
          .orElseThrow(() ->
              new IllegalStateException(
                  "an index is not linear in the vectorized '" + var.name() + "'"));
    }
  }
}
