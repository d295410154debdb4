package dev.ridgeline.compiler.lower;

import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.LoopKind;
import dev.ridgeline.compiler.ir.Rewriter;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.Walker;
import dev.ridgeline.compiler.simplify.Interval;
import dev.ridgeline.compiler.simplify.LinearForm;
import dev.ridgeline.compiler.simplify.Ranges;
import dev.ridgeline.compiler.simplify.Simplifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The accumulators of one loop: of every buffer all of whose accesses in the loop are such. */
final class AccumulatorSet {
  private final List<Accumulator> accumulators;

  private AccumulatorSet(List<Accumulator> accumulators) {
    this.accumulators = accumulators;
  }

  List<Accumulator> accumulators() {
    return accumulators;
  }

  static Optional<AccumulatorSet> of(Stmt.Loop loop, Ranges ranges) {
    Scan scan = new Scan(ranges);
    scan.bound.add(loop.var().name());
    scan.visit(loop.body(), new ArrayList<>());
    if (scan.parallel) {
      return Optional.empty();
    }
    List<Accumulator> found = new ArrayList<>();
    for (String buffer : scan.stored) {
      if (!scan.refused.contains(buffer) && scan.loaded.contains(buffer)) {
        List<Accumulator> own =
            scan.byPlace.values().stream().filter(a -> a.buffer().name().equals(buffer)).toList();
        if (disjoint(own) && own.size() <= PromoteBuffers.MOST_LOCALS) {
          found.addAll(own);
        }
      }
    }
    return found.isEmpty() ? Optional.empty() : Optional.of(new AccumulatorSet(found));
  }

  private static boolean disjoint(List<Accumulator> list) {
    for (int i = 0; i < list.size(); i++) {
      for (int j = 0; j < i; j++) {
        OptionalLong gap =
            base(list.get(i).index()).plus(base(list.get(j).index()), -1).asConstant();
        if (gap.isEmpty()
            || !unit(list.get(i).index())
            || !unit(list.get(j).index())
            || (gap.getAsLong() >= 0
                ? gap.getAsLong() < list.get(j).elements()
                : -gap.getAsLong() < list.get(i).elements())) {
          return false;
        }
      }
    }
    return true;
  }

  private static LinearForm base(Expr index) {
    return LinearForm.of(index instanceof Expr.Ramp ramp ? ramp.base() : index);
  }

  private static boolean unit(Expr index) {
    return !(index instanceof Expr.Ramp ramp) || ramp.stride() == 1;
  }

  /** The statement with locals in the place of the accumulators. */
  Stmt replace(Stmt s, List<Expr.Var> locals) {
    Map<List<Object>, Expr.Var> byPlace = new LinkedHashMap<>();
    for (int n = 0; n < locals.size(); n++) {
      Accumulator a = accumulators.get(n);
      byPlace.put(List.of(a.buffer().name(), a.index()), locals.get(n));
    }
    return new Rewriter() {
      @Override
      protected Stmt store(Stmt.Store x) {
        Expr.Var local = byPlace.get(List.of(x.buffer().name(), x.indices().getFirst()));
        return local == null ? super.store(x) : new Stmt.Assign(local, expr(x.value()));
      }

      @Override
      protected Expr load(Expr.Load x) {
        Expr.Var local = byPlace.get(List.of(x.buffer().name(), x.indices().getFirst()));
        return local == null ? super.load(x) : local;
      }
    }.stmt(s);
  }

  /**
   * Guards without which the updates of {@code loop} do no harm: all that stands under them writes
   * accumulators only and loads inside its buffers whatever the guard says.
   */
  Set<Expr> droppableGuards(Stmt.Loop loop, Ranges ranges) {
    Set<Expr> guards = new HashSet<>();
    accumulators.forEach(a -> guards.addAll(a.guards()));
    Set<String> buffers = new HashSet<>();
    accumulators.forEach(a -> buffers.add(a.buffer().name()));
    guards.removeIf(g -> !new Harmless(g, buffers).without(loop.body(), ranges, false));
    return guards;
  }

  /** Whether a guard can go. */
  private record Harmless(Expr guard, Set<String> accumulated) {

    boolean without(Stmt s, Ranges ranges, boolean under) {
      return switch (s) {
        case Stmt.Loop x -> without(x.body(), ranges.withLoop(x.var().name(), x.extent()), under);
        case Stmt.Sequence x -> x.statements().stream().allMatch(p -> without(p, ranges, under));
        case Stmt.If x -> {
          boolean here = under || Simplifier.conjuncts(x.condition()).contains(guard);
          boolean plain = !here || x.otherwise().equals(Stmt.Sequence.EMPTY);
          yield plain
              && (!here || loadsInside(x.condition(), ranges))
              && without(x.then(), ranges, here)
              && without(x.otherwise(), ranges, under);
        }
        case Stmt.Store x when !under && choosesBy(x.value()) -> false;
        case Stmt.Store x ->
            !under || (accumulated.contains(x.buffer().name()) && loadsInside(x.value(), ranges));
        case Stmt.Define x -> !under && !choosesBy(x.value()) && without(x.body(), ranges, under);
        case Stmt.Allocate x -> !under && without(x.body(), ranges, under);
        case Stmt.Assign x -> !under && !choosesBy(x.value());
        case Stmt.Call _, Stmt.Block _ -> !under;
      };
    }

    /** Whether some select of the value depends on the guard. */
    private boolean choosesBy(Expr value) {
      boolean[] found = {false};
      Walker.expressions(
          value,
          part ->
              found[0] |=
                  part instanceof Expr.Select s
                      && Simplifier.conjuncts(s.condition()).contains(guard));
      return found[0];
    }

    /** Whether every load stays inside its buffer for all values of the variables. */
    private boolean loadsInside(Expr e, Ranges ranges) {
      boolean[] inside = {true};
      Walker.expressions(
          e,
          part -> {
            if (part instanceof Expr.Load load && !accumulated.contains(load.buffer().name())) {
              Interval range = ranges.of(load.indices().getFirst());
              inside[0] &= range.lo() >= 0 && range.hi() < load.buffer().span();
            }
          });
      return inside[0];
    }
  }

  /** Collects the accesses of a loop's body. */
  private static final class Scan {
    boolean parallel;
    private Ranges ranges;
    final Set<String> bound = new HashSet<>();
    final Set<String> stored = new java.util.LinkedHashSet<>();
    final Set<String> loaded = new HashSet<>();
    final Set<String> refused = new HashSet<>();
    final Map<List<Object>, Accumulator> byPlace = new LinkedHashMap<>();

    Scan(Ranges ranges) {
      this.ranges = ranges;
    }

    /** What a loop that may not run touches must not be touched instead of it. */
    private void refuseAll(Stmt s) {
      Walker.statements(
          s,
          part -> {
            if (part instanceof Stmt.Store store) {
              refused.add(store.buffer().name());
            }
          });
    }

    void visit(Stmt s, List<Expr> guards) {
      switch (s) {
        case Stmt.Loop x -> {
          parallel |= x.kind() == LoopKind.PARALLEL;
          expression(x.extent(), guards);
          bound.add(x.var().name());
          Ranges outside = ranges;
          ranges = ranges.withLoop(x.var().name(), x.extent());
          visit(x.body(), guards);
          ranges = outside;
          if (ranges.of(x.extent()).lo() < 1) {
            refuseAll(x.body());
          }
        }
        case Stmt.Sequence x -> x.statements().forEach(part -> visit(part, guards));
        case Stmt.If x -> {
          expression(x.condition(), guards);
          List<Expr> inner = new ArrayList<>(guards);
          inner.addAll(Simplifier.conjuncts(x.condition()));
          visit(x.then(), inner);
          otherwise(x.otherwise());
        }
        case Stmt.Define x -> {
          expression(x.value(), guards);
          bound.add(x.var().name());
          visit(x.body(), guards);
        }
        case Stmt.Assign x -> expression(x.value(), guards);
        case Stmt.Store x -> {
          stored.add(x.buffer().name());
          note(
              new Expr.Load(x.buffer(), x.indices(), x.active()), x.value().type().lanes(), guards);
          expression(x.value(), guards);
        }
        case Stmt.Allocate x -> {
          refused.add(x.buffer().name());
          visit(x.body(), guards);
        }
        case Stmt.Call x -> x.buffers().forEach(b -> refused.add(b.name()));
        case Stmt.Block _ -> throw new IllegalStateException("blocks are lowered before this");
      }
    }

    /** What is touched under the opposite of a condition stays memory. */
    private void otherwise(Stmt s) {
      Walker.statements(
          s,
          part -> {
            if (part instanceof Stmt.Store x) {
              refused.add(x.buffer().name());
            }
          });
      Walker.expressions(
          s,
          part -> {
            if (part instanceof Expr.Load x) {
              refused.add(x.buffer().name());
            }
          });
    }

    private void expression(Expr e, List<Expr> guards) {
      Walker.expressions(
          e,
          part -> {
            if (part instanceof Expr.Load load) {
              loaded.add(load.buffer().name());
              note(load, load.type().lanes(), guards);
            }
          });
    }

    private void note(Expr.Load access, int lanes, List<Expr> guards) {
      Expr index = access.indices().getFirst();
      String buffer = access.buffer().name();
      if (varies(index)
          || varies(access.active())
          || access.type().lanes() != lanes
          || access.buffer().dtype().bits() < 32) {
        refused.add(buffer);
        return;
      }
      List<Expr> own = guards.stream().filter(g -> !varies(g)).distinct().toList();
      Accumulator a = new Accumulator(access.buffer(), index, access.type(), access.active(), own);
      Accumulator known = byPlace.putIfAbsent(List.of(buffer, index), a);
      if (known != null && !known.equals(a)) {
        refused.add(buffer);
      }
    }

    private boolean varies(Expr e) {
      boolean[] found = {false};
      Walker.expressions(
          e,
          part ->
              found[0] |=
                  part instanceof Expr.Load
                      || (part instanceof Expr.Var v && bound.contains(v.name())));
      return found[0];
    }
  }
}
