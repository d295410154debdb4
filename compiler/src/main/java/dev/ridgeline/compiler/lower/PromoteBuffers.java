package dev.ridgeline.compiler.lower;

import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.LoopKind;
import dev.ridgeline.compiler.ir.Rewriter;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.ValueType;
import dev.ridgeline.compiler.ir.Walker;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Turns a small buffer whose every access has a constant index into locals, one for each element or
 * vector of elements; targets do not do it by themselves (half the speed). A buffer of scope
 * REGISTER for which that fails is an internal failure; another one stays memory.
 */
public final class PromoteBuffers extends Rewriter {
  /** More locals than this would not stay in registers. */
  static final int MOST_LOCALS = 64;

  private final FreshNames names;

  private PromoteBuffers(Stmt root) {
    names = new FreshNames(root);
  }

  public static Stmt run(Stmt root) {
    return new PromoteBuffers(root).stmt(root);
  }

  @Override
  protected Stmt allocate(Stmt.Allocate s) {
    Stmt body = stmt(s.body());
    Map<Long, Expr.Var> locals = new LinkedHashMap<>();
    if (!collect(body, s.buffer(), locals)) {
      return new Stmt.Allocate(s.buffer(), body);
    }
    locals.replaceAll((_, local) -> new Expr.Var(names.of(local.name()), local.type()));
    Stmt out = new Replace(s.buffer().name(), locals).stmt(body);
    for (Expr.Var local : locals.values()) {
      out = new Stmt.Define(local, zero(local.type()), out);
    }
    return out;
  }

  static Expr zero(ValueType type) {
    Expr scalar = Exprs.number(type.scalar(), 0);
    return type.isVector() ? new Expr.Broadcast(scalar, type.lanes()) : scalar;
  }

  /** One local for each place that is accessed; false where places overlap or are not constant. */
  private static boolean collect(Stmt body, Buffer buffer, Map<Long, Expr.Var> locals) {
    boolean[] ok = {true};
    Walker.statements(
        body,
        s -> {
          if (s instanceof Stmt.Store st && st.buffer().name().equals(buffer.name())) {
            ok[0] &= note(buffer, st.indices().getFirst(), st.value().type(), st.isWhole(), locals);
          }
          ok[0] &= !(s instanceof Stmt.Call);
          ok[0] &= !(s instanceof Stmt.Loop l && l.kind() == LoopKind.PARALLEL);
        });
    Walker.expressions(
        body,
        e -> {
          if (e instanceof Expr.Load l && l.buffer().name().equals(buffer.name())) {
            ok[0] &= note(buffer, l.indices().getFirst(), l.type(), l.isWhole(), locals);
          }
        });
    return ok[0] && locals.size() <= MOST_LOCALS && disjoint(locals);
  }

  private static boolean note(
      Buffer buffer, Expr index, ValueType type, boolean whole, Map<Long, Expr.Var> locals) {
    Expr base = index;
    if (index instanceof Expr.Ramp ramp) {
      if (ramp.stride() != 1) {
        return false;
      }
      base = ramp.base();
    }
    if (!(base instanceof Expr.IntImm at) || !whole || buffer.dtype().bits() < 32) {
      return false;
    }
    Expr.Var local = new Expr.Var(buffer.name() + "_" + at.value(), type);
    Expr.Var known = locals.putIfAbsent(at.value(), local);
    return known == null || known.equals(local);
  }

  private static boolean disjoint(Map<Long, Expr.Var> locals) {
    return locals.entrySet().stream()
        .allMatch(e -> {
          long end = e.getKey() + e.getValue().type().lanes();
          return locals.keySet().stream().noneMatch(o -> o > e.getKey() && o < end);
        });
  }

  private static final class Replace extends Rewriter {
    private final String buffer;
    private final Map<Long, Expr.Var> locals;

    Replace(String buffer, Map<Long, Expr.Var> locals) {
      this.buffer = buffer;
      this.locals = locals;
    }

    private Expr.Var local(Expr index) {
      Expr base = index instanceof Expr.Ramp ramp ? ramp.base() : index;
      Expr.Var found = locals.get(((Expr.IntImm) base).value());
      if (found == null) {
        throw new IllegalStateException("no local for " + index);
      }
      return found;
    }

    @Override
    protected Stmt store(Stmt.Store s) {
      return s.buffer().name().equals(buffer)
          ? new Stmt.Assign(local(s.indices().getFirst()), expr(s.value()))
          : super.store(s);
    }

    @Override
    protected Expr load(Expr.Load e) {
      return e.buffer().name().equals(buffer) ? local(e.indices().getFirst()) : super.load(e);
    }
  }
}
