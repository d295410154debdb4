package dev.ridgeline.compiler.source;

import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Function;
import dev.ridgeline.compiler.ir.Rewriter;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.Walker;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Holds what several neighbouring assignments load in a local, made just before the first of them.
 * Nothing is stored between assignments, so the value is the same; the source reads better and the
 * printer can keep the local in a register.
 */
final class ShareLoads extends Rewriter {
  private int made;

  static Function run(Function f) {
    return new Function(f.name(), f.buffers(), f.scalars(), new ShareLoads().stmt(f.body()));
  }

  @Override
  protected Stmt sequence(Stmt.Sequence s) {
    List<Stmt> out = new ArrayList<>();
    List<Stmt.Assign> run = new ArrayList<>();
    for (Stmt part : s.statements()) {
      if (part instanceof Stmt.Assign assign) {
        run.add(assign);
      } else {
        flush(run, out);
        out.add(stmt(part));
      }
    }
    flush(run, out);
    return Stmt.Sequence.of(out);
  }

  private void flush(List<Stmt.Assign> run, List<Stmt> out) {
    Map<Expr, Expr.Var> locals = shared(run);
    if (locals.isEmpty()) {
      out.addAll(run);
    } else {
      out.add(withLocals(run, locals));
    }
    run.clear();
  }

  private Map<Expr, Expr.Var> shared(List<Stmt.Assign> run) {
    Set<String> assigned = new HashSet<>();
    run.forEach(a -> assigned.add(a.var().name()));
    Set<Expr> once = new HashSet<>();
    Map<Expr, Expr.Var> locals = new LinkedHashMap<>();
    for (Stmt.Assign assign : run) {
      Set<Expr> loads = new LinkedHashSet<>();
      collect(assign.value(), loads);
      for (Expr load : loads) {
        if (!once.add(load) && !locals.containsKey(load) && isFixed(load, assigned)) {
          locals.put(load, new Expr.Var(buffer(load) + "#" + made++, load.type()));
        }
      }
    }
    return locals;
  }

  private static boolean isFixed(Expr load, Set<String> assigned) {
    return assigned.stream().noneMatch(name -> Walker.uses(load, name));
  }

  private static String buffer(Expr e) {
    return e instanceof Expr.Broadcast b ? buffer(b.value()) : ((Expr.Load) e).buffer().name();
  }

  /** Loads that happen whatever the values are. */
  private static void collect(Expr e, Set<Expr> out) {
    switch (e) {
      case Expr.Load x -> out.add(x);
      case Expr.Broadcast x when x.value() instanceof Expr.Load -> out.add(x);
      case Expr.Broadcast x -> collect(x.value(), out);
      case Expr.Fma x -> {
        collect(x.a(), out);
        collect(x.b(), out);
        collect(x.c(), out);
      }
      case Expr.Binary x when x.type().scalar() != dev.ridgeline.compiler.ir.ScalarType.BOOL -> {
        collect(x.a(), out);
        collect(x.b(), out);
      }
      case Expr.Unary x -> collect(x.a(), out);
      case Expr.Cast x -> collect(x.a(), out);
      default -> {}
    }
  }

  private static Stmt withLocals(List<Stmt.Assign> run, Map<Expr, Expr.Var> locals) {
    Rewriter replace =
        new Rewriter() {
          @Override
          public Expr expr(Expr e) {
            Expr.Var local = locals.get(e);
            return local == null ? super.expr(e) : local;
          }
        };
    List<Stmt> rewritten = new ArrayList<>();
    List<Set<Expr>> firsts = new ArrayList<>();
    Set<Expr> seen = new HashSet<>();
    for (Stmt.Assign assign : run) {
      Set<Expr> loads = new LinkedHashSet<>();
      collect(assign.value(), loads);
      loads.removeIf(load -> !locals.containsKey(load) || !seen.add(load));
      firsts.add(loads);
      rewritten.add(replace.stmt(assign));
    }
    Stmt out = Stmt.Sequence.EMPTY;
    for (int i = run.size() - 1; i >= 0; i--) {
      out = Stmt.Sequence.of(List.of(rewritten.get(i), out));
      for (Expr load : new ArrayList<>(firsts.get(i)).reversed()) {
        out = new Stmt.Define(local(locals, load), load, out);
      }
    }
    return out;
  }

  private static Expr.Var local(Map<Expr, Expr.Var> locals, Expr load) {
    Expr.Var found = locals.get(load);
    if (found == null) {
      throw new IllegalStateException("no local for " + load);
    }
    return found;
  }
}
