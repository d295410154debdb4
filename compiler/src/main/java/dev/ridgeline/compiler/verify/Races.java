package dev.ridgeline.compiler.verify;

import dev.ridgeline.compiler.ir.Axis;
import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.LoopKind;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.Substitution;
import dev.ridgeline.compiler.ir.Walker;
import dev.ridgeline.compiler.simplify.Interval;
import dev.ridgeline.compiler.simplify.LinearForm;
import dev.ridgeline.compiler.simplify.Ranges;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Shows that the iterations of parallel and vectorized loops do not touch what another one writes:
 * in one index the loop's step is larger than all that the rest of the index moves inside.
 */
final class Races {
  private record Access(List<Expr> indices, Ranges ranges, boolean write) {}

  private final List<Stmt.Loop> unproven = new ArrayList<>();
  private final Place place;

  private Races(String program) {
    this.place = new Place(program);
  }

  /** The loops that could not be shown to be free of races, outermost first. */
  static List<Stmt.Loop> unproven(Stmt body, String program) {
    Races races = new Races(program);
    races.visit(body);
    return races.unproven;
  }

  private void visit(Stmt body) {
    Walker.statements(
        body,
        s -> {
          if (s instanceof Stmt.Loop x && concurrent(x)) {
            sharedLocals(x);
            if (!proves(x)) {
              unproven.add(x);
            }
          }
        });
  }

  static boolean concurrent(Stmt.Loop x) {
    return x.kind() == LoopKind.PARALLEL || x.kind() == LoopKind.VECTORIZED;
  }

  private void sharedLocals(Stmt.Loop loop) {
    Set<String> own = new HashSet<>();
    Walker.statements(
        loop.body(),
        s -> {
          if (s instanceof Stmt.Define d) {
            own.add(d.var().name());
          } else if (s instanceof Stmt.Assign a && !own.contains(a.var().name())) {
            place.at(a);
            throw place.broken(
                Rule.RACE,
                "iterations of '%s' share '%s'".formatted(loop.var().name(), a.var().name()));
          }
        });
  }

  private static boolean proves(Stmt.Loop loop) {
    Map<String, List<Access>> accesses = new LinkedHashMap<>();
    Set<String> inside = new HashSet<>();
    Ranges ranges = Ranges.NONE.withLoop(loop.var().name(), loop.extent());
    collect(loop.body(), ranges, inside, accesses);
    inside.add(loop.var().name());
    return accesses.values().stream()
        .allMatch(list -> list.stream().noneMatch(Access::write) || apart(list, loop, inside));
  }

  private static boolean apart(List<Access> accesses, Stmt.Loop loop, Set<String> inside) {
    int rank = accesses.getFirst().indices().size();
    for (int d = 0; d < rank; d++) {
      if (apart(accesses, d, loop, inside)) {
        return true;
      }
    }
    return false;
  }

  private static boolean apart(List<Access> accesses, int d, Stmt.Loop loop, Set<String> inside) {
    Expr.Var var = loop.var();
    long step = 0;
    LinearForm outer = LinearForm.constant(0);
    Interval hull = Interval.of(0);
    boolean first = true;
    for (Access access : accesses) {
      Expr index = access.indices().get(d);
      Interval lanes = Interval.of(0);
      if (index instanceof Expr.Ramp ramp) {
        lanes = lanes.hull(Interval.of((long) ramp.stride() * (ramp.lanes() - 1)));
        index = ramp.base();
      }
      LinearForm form = LinearForm.of(index);
      long coefficient = form.coefficient(var);
      LinearForm moving =
          form.plus(LinearForm.of(var), -coefficient).part(atom -> usesAny(atom, inside));
      LinearForm fixed = form.part(atom -> !usesAny(atom, inside));
      boolean hidden =
          moving.terms().keySet().stream().anyMatch(atom -> Walker.uses(atom, var.name()));
      if (hidden || coefficient == 0 || (!first && (coefficient != step || !fixed.equals(outer)))) {
        return false;
      }
      step = coefficient;
      outer = fixed;
      Interval here = moving.range(access.ranges()).plus(Interval.of(form.constant())).plus(lanes);
      hull = first ? here : hull.hull(here);
      first = false;
    }
    return hull.hi() - hull.lo() < Math.abs(step);
  }

  private static boolean usesAny(Expr e, Set<String> vars) {
    boolean[] found = {false};
    Walker.expressions(
        e,
        part ->
            found[0] |=
                part instanceof Expr.Load
                    || (part instanceof Expr.Var v && vars.contains(v.name())));
    return found[0];
  }

  private static void collect(
      Stmt s, Ranges ranges, Set<String> inside, Map<String, List<Access>> accesses) {
    switch (s) {
      case Stmt.Loop x -> {
        inside.add(x.var().name());
        loads(x.extent(), ranges, accesses);
        collect(x.body(), ranges.withLoop(x.var().name(), x.extent()), inside, accesses);
      }
      case Stmt.Block x -> {
        Map<String, Expr> bindings = new HashMap<>();
        for (Axis axis : x.axes()) {
          bindings.put(axis.var().name(), axis.binding());
        }
        collect(Substitution.in(x.store(), bindings), ranges, inside, accesses);
      }
      case Stmt.Store x -> {
        add(x.buffer(), new Access(x.indices(), ranges, true), accesses);
        loads(x.value(), ranges, accesses);
      }
      case Stmt.Sequence x ->
          x.statements().forEach(part -> collect(part, ranges, inside, accesses));
      case Stmt.If x -> {
        loads(x.condition(), ranges, accesses);
        collect(x.then(), ranges, inside, accesses);
        collect(x.otherwise(), ranges, inside, accesses);
      }
      case Stmt.Allocate x -> {
        collect(x.body(), ranges, inside, accesses);
        accesses.remove(x.buffer().name());
      }
      case Stmt.Define x -> {
        inside.add(x.var().name());
        loads(x.value(), ranges, accesses);
        collect(x.body(), ranges.with(x.var().name(), Interval.ALL), inside, accesses);
      }
      case Stmt.Assign x -> loads(x.value(), ranges, accesses);
      case Stmt.Call _ -> {}
    }
  }

  private static void loads(Expr e, Ranges ranges, Map<String, List<Access>> accesses) {
    Walker.expressions(
        e,
        part -> {
          if (part instanceof Expr.Load x) {
            add(x.buffer(), new Access(x.indices(), ranges, false), accesses);
          }
        });
  }

  private static void add(Buffer buffer, Access access, Map<String, List<Access>> accesses) {
    accesses.computeIfAbsent(buffer.name(), _ -> new ArrayList<>()).add(access);
  }
}
