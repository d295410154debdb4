package dev.ridgeline.app.op;

import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Function;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.ValueType;
import dev.ridgeline.compiler.ir.Walker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Counts what a program of level FLAT executes, exactly: loops whose bodies do the same every time
 * are multiplied, others walked. A condition that depends on data counts as holding.
 */
final class ProgramWork {
  private final Map<String, Function> functions = new HashMap<>();
  private final IdentityHashMap<Stmt, Set<String>> control = new IdentityHashMap<>();
  private final IdentityHashMap<Stmt, Map<Map<String, Long>, WorkCount>> known =
      new IdentityHashMap<>();
  private final IdentityHashMap<Stmt, InnerLoop> inner = new IdentityHashMap<>();

  /**
   * The innermost loop that does most of the arithmetic.
   *
   * @param variable its variable
   * @param once what one of its iterations executes, on average
   * @param flops of all its iterations in the program
   * @param iterations of it in the program
   */
  record InnerLoop(String variable, WorkCount once, double flops, double iterations) {}

  private ProgramWork(Program p) {
    p.functions().forEach(f -> functions.put(f.name(), f));
  }

  /**
   * What a program executes.
   *
   * @param total everything
   * @param innermost the loop inside which no other is that has most of the arithmetic, or of the
   *     bytes where there is none; empty values where there is no loop
   */
  record Counted(WorkCount total, InnerLoop innermost) {}

  static Counted of(Program flat) {
    ProgramWork work = new ProgramWork(flat);
    WorkCount total = work.count(flat.body(), Map.of());
    work.entries(flat.body(), Map.of(), 1);
    InnerLoop most = new InnerLoop("none", WorkCount.NONE, 0, 0);
    for (InnerLoop loop : work.inner.values()) {
      boolean more =
          loop.flops() > most.flops()
              || (loop.flops() == most.flops()
                  && loop.once().bytes() * loop.iterations()
                      > most.once().bytes() * most.iterations());
      most = more ? loop : most;
    }
    return new Counted(total, most);
  }

  private WorkCount count(Stmt s, Map<String, Long> values) {
    Map<String, Long> relevant = relevant(s, values);
    Map<Map<String, Long>, WorkCount> counts = known.computeIfAbsent(s, _ -> new HashMap<>());
    WorkCount before = counts.get(relevant);
    if (before != null) {
      return before;
    }
    WorkCount count = fresh(s, values);
    counts.put(relevant, count);
    return count;
  }

  private WorkCount fresh(Stmt s, Map<String, Long> values) {
    return switch (s) {
      case Stmt.Loop x -> loop(x, values);
      case Stmt.Sequence x -> {
        WorkCount sum = WorkCount.NONE;
        for (Stmt part : x.statements()) {
          sum = sum.plus(count(part, values));
        }
        yield sum;
      }
      case Stmt.If x -> {
        boolean holds = IntegerValue.of(x.condition(), values).orElse(1) != 0;
        yield WorkCount.of(x.condition(), values)
            .plus(count(holds ? x.then() : x.otherwise(), values));
      }
      case Stmt.Allocate x -> count(x.body(), values);
      case Stmt.Define x ->
          WorkCount.of(x.value(), values).plus(count(x.body(), defined(x, values)));
      case Stmt.Assign x -> WorkCount.of(x.value(), values);
      case Stmt.Store x -> WorkCount.of(x, values);
      case Stmt.Call x -> count(function(x).body(), arguments(x, values));
      case Stmt.Block _ -> throw new IllegalStateException("a block is not of level FLAT");
    };
  }

  private static Map<String, Long> defined(Stmt.Define x, Map<String, Long> values) {
    OptionalLong value = IntegerValue.of(x.value(), values);
    return value.isEmpty() ? values : with(values, x.var().name(), value.getAsLong());
  }

  private Function function(Stmt.Call call) {
    Function f = functions.get(call.function());
    if (f == null) {
      throw new IllegalStateException("no function '" + call.function() + "'");
    }
    return f;
  }

  private Map<String, Long> arguments(Stmt.Call call, Map<String, Long> values) {
    Map<String, Long> inside = new HashMap<>();
    List<Expr.Var> scalars = function(call).scalars();
    for (int n = 0; n < scalars.size(); n++) {
      String name = scalars.get(n).name();
      IntegerValue.of(call.scalars().get(n), values).ifPresent(v -> inside.put(name, v));
    }
    return inside;
  }

  private WorkCount loop(Stmt.Loop x, Map<String, Long> values) {
    long extent = Math.max(0, IntegerValue.of(x.extent(), values).orElse(1));
    String name = x.var().name();
    if (extent == 0) {
      return WorkCount.NONE;
    }
    if (!controlOf(x.body()).contains(name)) {
      return WorkCount.NONE.plus(count(x.body(), with(values, name, 0)), (double) extent);
    }
    WorkCount sum = WorkCount.NONE;
    for (long i = 0; i < extent; i++) {
      sum = sum.plus(count(x.body(), with(values, name, i)));
    }
    return sum;
  }

  /** Walks as {@link #count} does, adding up how often each innermost loop is entered. */
  private void entries(Stmt s, Map<String, Long> values, double times) {
    switch (s) {
      case Stmt.Loop x -> {
        long extent = Math.max(0, IntegerValue.of(x.extent(), values).orElse(1));
        if (innermost(x)) {
          note(x, values, times, extent);
          return;
        }
        String name = x.var().name();
        if (!controlOf(x.body()).contains(name)) {
          entries(x.body(), with(values, name, 0), times * extent);
          return;
        }
        for (long i = 0; i < extent; i++) {
          entries(x.body(), with(values, name, i), times);
        }
      }
      case Stmt.Sequence x -> x.statements().forEach(p -> entries(p, values, times));
      case Stmt.If x -> {
        boolean holds = IntegerValue.of(x.condition(), values).orElse(1) != 0;
        entries(holds ? x.then() : x.otherwise(), values, times);
      }
      case Stmt.Allocate x -> entries(x.body(), values, times);
      case Stmt.Define x -> entries(x.body(), defined(x, values), times);
      case Stmt.Call x -> entries(function(x).body(), arguments(x, values), times);
      case Stmt.Store _, Stmt.Assign _, Stmt.Block _ -> {}
    }
  }

  private void note(Stmt.Loop x, Map<String, Long> values, double times, long extent) {
    WorkCount all = WorkCount.NONE.plus(loop(x, values), times);
    InnerLoop before = inner.get(x);
    double iterations = times * extent + (before == null ? 0 : before.iterations());
    WorkCount sum = before == null ? all : all.plus(before.once(), before.iterations());
    if (iterations > 0) {
      WorkCount once = WorkCount.NONE.plus(sum, 1 / iterations);
      inner.put(x, new InnerLoop(x.var().name(), once, sum.flops(), iterations));
    }
  }

  private boolean innermost(Stmt.Loop x) {
    boolean[] found = {false};
    Walker.statements(x.body(), s -> found[0] |= s instanceof Stmt.Loop || s instanceof Stmt.Call);
    return !found[0];
  }

  private Map<String, Long> relevant(Stmt s, Map<String, Long> values) {
    Set<String> names = controlOf(s);
    Map<String, Long> relevant = new HashMap<>();
    values.forEach((name, value) -> {
      if (names.contains(name)) {
        relevant.put(name, value);
      }
    });
    return relevant;
  }

  private static Map<String, Long> with(Map<String, Long> values, String name, long value) {
    Map<String, Long> more = new HashMap<>(values);
    more.put(name, value);
    return more;
  }

  /** The variables on which it depends what a statement executes. */
  private Set<String> controlOf(Stmt s) {
    Set<String> before = control.get(s);
    if (before != null) {
      return before;
    }
    Set<String> names = new HashSet<>();
    Walker.statements(s, part -> own(part, names));
    Walker.expressions(
        s,
        e -> {
          if (e instanceof Expr.Select x && !x.condition().type().isVector()) {
            variables(x.condition(), names);
          } else if (e instanceof Expr.Load x && !x.isWhole()) {
            variables(x.active(), names);
          }
        });
    control.put(s, names);
    return names;
  }

  private void own(Stmt s, Set<String> names) {
    switch (s) {
      case Stmt.Loop x -> variables(x.extent(), names);
      case Stmt.If x -> variables(x.condition(), names);
      case Stmt.Store x -> {
        if (!x.isWhole()) {
          variables(x.active(), names);
        }
      }
      case Stmt.Define x -> {
        if (x.var().type().equals(ValueType.I32)) {
          variables(x.value(), names);
        }
      }
      case Stmt.Call x -> {
        Function f = function(x);
        Set<String> inside = controlOf(f.body());
        List<Expr> used = new ArrayList<>();
        for (int n = 0; n < f.scalars().size(); n++) {
          if (inside.contains(f.scalars().get(n).name())) {
            used.add(x.scalars().get(n));
          }
        }
        used.forEach(e -> variables(e, names));
      }
      default -> {}
    }
  }

  private static void variables(Expr e, Set<String> names) {
    Walker.expressions(
        e,
        part -> {
          if (part instanceof Expr.Var v) {
            names.add(v.name());
          }
        });
  }
}
