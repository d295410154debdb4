package dev.ridgeline.compiler.verify;

import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Function;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.Rewriter;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.Walker;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Puts the bodies of functions in place of calls, so that what they touch is seen in its place. */
final class Inlining extends Rewriter {
  private final Map<String, Function> functions = new HashMap<>();
  private final Set<String> open = new HashSet<>();
  private int calls;

  private Inlining(Program p) {
    p.functions().forEach(f -> functions.put(f.name(), f));
  }

  static Stmt body(Program p) {
    return p.functions().isEmpty() ? p.body() : new Inlining(p).stmt(p.body());
  }

  /** The names of the parameters that each function writes, calls included. */
  static Map<String, Set<String>> written(Program p) {
    Map<String, Set<String>> written = new HashMap<>();
    Map<String, Function> functions = new HashMap<>();
    p.functions().forEach(f -> functions.put(f.name(), f));
    for (Function f : p.functions()) {
      written(f, functions, written, new HashSet<>());
    }
    return written;
  }

  private static Set<String> written(
      Function f,
      Map<String, Function> functions,
      Map<String, Set<String>> written,
      Set<String> open) {
    Set<String> known = written.get(f.name());
    if (known != null) {
      return known;
    }
    if (!open.add(f.name())) {
      throw new Place("function " + f.name()).broken(Rule.CALL, "'" + f.name() + "' calls itself");
    }
    Set<String> names = new HashSet<>();
    Walker.statements(
        f.body(),
        s -> {
          if (s instanceof Stmt.Store store) {
            names.add(store.buffer().name());
          } else if (s instanceof Stmt.Call call) {
            Function g = functions.get(call.function());
            if (g == null) {
              return;
            }
            Set<String> inner = written(g, functions, written, open);
            for (int i = 0; i < Math.min(call.buffers().size(), g.buffers().size()); i++) {
              if (inner.contains(g.buffers().get(i).name())) {
                names.add(call.buffers().get(i).name());
              }
            }
          }
        });
    open.remove(f.name());
    written.put(f.name(), names);
    return names;
  }

  @Override
  protected Stmt call(Stmt.Call s) {
    Function f = functions.get(s.function());
    if (f == null || !open.add(s.function())) {
      return s;
    }
    Map<String, Buffer> buffers = new HashMap<>();
    for (int i = 0; i < f.buffers().size(); i++) {
      buffers.put(f.buffers().get(i).name(), s.buffers().get(i));
    }
    Map<String, Expr> vars = new HashMap<>();
    for (int i = 0; i < f.scalars().size(); i++) {
      vars.put(f.scalars().get(i).name(), s.scalars().get(i));
    }
    Stmt body = new Callee(buffers, vars, "'" + calls++).stmt(f.body());
    Stmt done = stmt(body);
    open.remove(s.function());
    return done;
  }

  /** The body of a function in terms of its caller; its own variables get names of their own. */
  private static final class Callee extends Rewriter {
    private final Map<String, Buffer> buffers;
    private final Map<String, Expr> vars;
    private final String suffix;

    Callee(Map<String, Buffer> buffers, Map<String, Expr> vars, String suffix) {
      this.buffers = buffers;
      this.vars = vars;
      this.suffix = suffix;
    }

    @Override
    protected Expr var(Expr.Var e) {
      Expr given = vars.get(e.name());
      return given != null ? given : renamed(e);
    }

    private Expr.Var renamed(Expr.Var e) {
      return new Expr.Var(e.name() + suffix, e.type());
    }

    private Buffer given(Buffer b) {
      return buffers.getOrDefault(b.name(), b);
    }

    @Override
    protected Stmt loop(Stmt.Loop s) {
      return new Stmt.Loop(
          renamed(s.var()), expr(s.extent()), s.kind(), s.partition(), stmt(s.body()));
    }

    @Override
    protected Stmt define(Stmt.Define s) {
      return new Stmt.Define(renamed(s.var()), expr(s.value()), stmt(s.body()));
    }

    @Override
    protected Stmt assign(Stmt.Assign s) {
      return new Stmt.Assign(renamed(s.var()), expr(s.value()));
    }

    @Override
    protected Stmt store(Stmt.Store s) {
      return new Stmt.Store(
          given(s.buffer()), exprs(s.indices()), expr(s.value()), expr(s.active()));
    }

    @Override
    protected Expr load(Expr.Load e) {
      return new Expr.Load(given(e.buffer()), exprs(e.indices()), expr(e.active()));
    }

    @Override
    protected Stmt call(Stmt.Call s) {
      return new Stmt.Call(
          s.function(), s.buffers().stream().map(this::given).toList(), exprs(s.scalars()));
    }
  }
}
