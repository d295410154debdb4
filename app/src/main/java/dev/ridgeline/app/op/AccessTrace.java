package dev.ridgeline.app.op;

import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Function;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.Walker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The first accesses to memory of a program of level FLAT in the order in which one thread makes
 * them: control is followed, nothing is computed. A vector counts as one access, at its first
 * element.
 */
final class AccessTrace {
  /** One access: which buffer, and which element of it. */
  record Access(String buffer, boolean store, long element) {}

  private final Map<String, Function> functions = new HashMap<>();
  private final int most;
  private final List<Access> accesses = new ArrayList<>();

  private AccessTrace(Program p, int most) {
    this.most = most;
    p.functions().forEach(f -> functions.put(f.name(), f));
  }

  /** At most so many accesses. */
  static List<Access> of(Program flat, int most) {
    AccessTrace trace = new AccessTrace(flat, most);
    trace.stmt(flat.body(), new HashMap<>(), Map.of());
    return trace.accesses;
  }

  private void stmt(Stmt s, Map<String, Long> values, Map<String, String> names) {
    if (accesses.size() >= most) {
      return;
    }
    switch (s) {
      case Stmt.Loop x -> {
        long extent = IntegerValue.of(x.extent(), values).orElse(0);
        for (long i = 0; i < extent && accesses.size() < most; i++) {
          values.put(x.var().name(), i);
          stmt(x.body(), values, names);
        }
      }
      case Stmt.Sequence x -> x.statements().forEach(part -> stmt(part, values, names));
      case Stmt.If x -> {
        boolean holds = IntegerValue.of(x.condition(), values).orElse(1) != 0;
        stmt(holds ? x.then() : x.otherwise(), values, names);
      }
      case Stmt.Allocate x -> stmt(x.body(), values, names);
      case Stmt.Define x -> {
        expr(x.value(), values, names);
        IntegerValue.of(x.value(), values).ifPresent(v -> values.put(x.var().name(), v));
        stmt(x.body(), values, names);
      }
      case Stmt.Assign x -> expr(x.value(), values, names);
      case Stmt.Store x -> {
        expr(x.value(), values, names);
        access(x.buffer().name(), true, x.indices().getFirst(), values, names);
      }
      case Stmt.Call x -> call(x, values, names);
      case Stmt.Block _ -> throw new IllegalStateException("a block is not of level FLAT");
    }
  }

  private void call(Stmt.Call x, Map<String, Long> values, Map<String, String> names) {
    Function f = functions.get(x.function());
    if (f == null) {
      throw new IllegalStateException("no function '" + x.function() + "'");
    }
    Map<String, Long> inside = new HashMap<>();
    for (int n = 0; n < f.scalars().size(); n++) {
      String scalar = f.scalars().get(n).name();
      IntegerValue.of(x.scalars().get(n), values).ifPresent(v -> inside.put(scalar, v));
    }
    Map<String, String> outer = new HashMap<>();
    for (int n = 0; n < f.buffers().size(); n++) {
      String given = x.buffers().get(n).name();
      outer.put(f.buffers().get(n).name(), names.getOrDefault(given, given));
    }
    stmt(f.body(), inside, outer);
  }

  private void expr(Expr e, Map<String, Long> values, Map<String, String> names) {
    if (e instanceof Expr.Select x && !x.condition().type().isVector()) {
      boolean holds = IntegerValue.of(x.condition(), values).orElse(1) != 0;
      expr(holds ? x.then() : x.otherwise(), values, names);
      return;
    }
    Walker.expressions(
        e,
        part -> {
          if (part instanceof Expr.Load load) {
            access(load.buffer().name(), false, load.indices().getFirst(), values, names);
          }
        });
  }

  private void access(
      String buffer,
      boolean store,
      Expr index,
      Map<String, Long> values,
      Map<String, String> names) {
    Expr first = index instanceof Expr.Ramp ramp ? ramp.base() : index;
    if (accesses.size() < most) {
      IntegerValue.of(first, values)
          .ifPresent(element ->
              accesses.add(new Access(names.getOrDefault(buffer, buffer), store, element)));
    }
  }
}
