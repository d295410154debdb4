package dev.ridgeline.compiler.source;

import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.Function;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.ValueType;
import dev.ridgeline.compiler.ir.Walker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Prints functions of level FLAT in a relative of C: one statement a line, names as in the program,
 * parentheses where they are needed. The same functions give the same text.
 */
public final class SourcePrinter {
  private final Dialect dialect;
  private final StringBuilder out = new StringBuilder();
  private final Map<String, String> functionNames = new HashMap<>();
  private final Map<String, Function> functions = new HashMap<>();
  private final Map<String, Set<String>> written = new HashMap<>();
  private NameScope names;
  private ExpressionPrinter expressions;
  private int depth;

  private SourcePrinter(Dialect dialect, String prefix, List<Function> all) {
    this.dialect = dialect;
    this.names = new NameScope(dialect::isReserved);
    this.expressions = new ExpressionPrinter(dialect, names);
    for (Function f : all) {
      functions.put(f.name(), f);
      functionNames.put(f.name(), functionName(dialect, prefix, f.name()));
    }
  }

  /** The name that a function of a program has in the source. */
  public static String functionName(Dialect dialect, String prefix, String name) {
    return NameScope.identifier(prefix + name, dialect::isReserved);
  }

  /**
   * The functions of a program, without the dialect's preamble. Those that others call are printed
   * first as prototypes.
   *
   * @param prefix put before the names of the functions, which are unique in a program only
   */
  public static String functions(List<Function> functions, Dialect dialect, String prefix) {
    SourcePrinter printer = new SourcePrinter(dialect, prefix, functions);
    boolean calls = functions.stream().anyMatch(f -> !called(f.body()).isEmpty());
    if (calls) {
      functions.forEach(f -> printer.line(printer.header(f) + ";"));
      printer.line("");
    }
    functions.forEach(printer::function);
    return printer.out.toString();
  }

  private static Set<String> called(Stmt body) {
    Set<String> found = new HashSet<>();
    Walker.statements(
        body,
        s -> {
          if (s instanceof Stmt.Call call) {
            found.add(call.function());
          }
        });
    return found;
  }

  /** Names of the buffers that a function or one that it calls writes. */
  private Set<String> written(Function f) {
    Set<String> known = written.get(f.name());
    if (known != null) {
      return known;
    }
    Set<String> found = new HashSet<>();
    Walker.statements(
        f.body(),
        s -> {
          if (s instanceof Stmt.Store store) {
            found.add(store.buffer().name());
          } else if (s instanceof Stmt.Call call) {
            Function callee = callee(call);
            Set<String> inner = written(callee);
            for (int i = 0; i < call.buffers().size(); i++) {
              if (inner.contains(callee.buffers().get(i).name())) {
                found.add(call.buffers().get(i).name());
              }
            }
          }
        });
    written.put(f.name(), found);
    return found;
  }

  private Function callee(Stmt.Call call) {
    Function f = functions.get(call.function());
    if (f == null) {
      throw new IllegalStateException("no function '" + call.function() + "'");
    }
    return f;
  }

  private String sourceName(String function) {
    return functionNames.getOrDefault(function, function);
  }

  /** Opens the names of a function and gives its header. */
  private String header(Function f) {
    names = new NameScope(dialect::isReserved);
    functionNames.values().forEach(names::declare);
    expressions = new ExpressionPrinter(dialect, names);
    List<String> parameters = new ArrayList<>();
    for (Buffer b : f.buffers()) {
      String name = names.declare(ExpressionPrinter.bufferKey(b));
      parameters.add(dialect.parameter(b.dtype(), written(f).contains(b.name()), name));
    }
    String index = dialect.type(ValueType.of(dialect.indexType()));
    for (Expr.Var v : f.scalars()) {
      parameters.add(index + " " + names.declareIndex(v.name()));
    }
    return dialect.header(sourceName(f.name()), parameters);
  }

  private void function(Function f) {
    line(header(f) + " {");
    names.open();
    inside(ShareLoads.run(f).body());
    names.close();
    line("}");
    line("");
  }

  private void line(String text) {
    if (!text.isEmpty()) {
      out.repeat("  ", depth).append(text);
    }
    out.append('\n');
  }

  private void inside(Stmt body) {
    depth++;
    stmt(body);
    depth--;
  }

  private void block(Stmt body) {
    names.open();
    inside(body);
    names.close();
  }

  private void stmt(Stmt s) {
    switch (s) {
      case Stmt.Sequence x -> x.statements().forEach(this::stmt);
      case Stmt.Loop x -> loop(x);
      case Stmt.If x -> condition(x);
      case Stmt.Define x -> define(x);
      case Stmt.Assign x ->
          line(names.get(x.var().name()) + " = " + expressions.plain(x.value()).text() + ";");
      case Stmt.Store x -> line(expressions.store(x) + ";");
      case Stmt.Call x -> call(x);
      case Stmt.Block _, Stmt.Allocate _ ->
          throw new IllegalStateException("not for source code: " + s);
    }
  }

  private void loop(Stmt.Loop s) {
    String extent = expressions.index(s.extent()).in(Text.ADD);
    boolean fixed =
        s.extent() instanceof Expr.IntImm
            || (s.extent() instanceof Expr.Var v && names.isIndex(v.name()));
    names.open();
    String var = names.declareIndex(s.var().name());
    String type = dialect.type(ValueType.of(dialect.indexType()));
    String end = fixed ? extent : names.declare(s.var().name() + "#end");
    String first = fixed ? var + " = 0" : var + " = 0, " + end + " = " + extent;
    line("for (" + type + " " + first + "; " + var + " < " + end + "; " + var + "++) {");
    block(s.body());
    line("}");
    names.close();
  }

  private void condition(Stmt.If s) {
    line("if (" + expressions.value(s.condition()).text() + ") {");
    block(s.then());
    if (!s.otherwise().equals(Stmt.Sequence.EMPTY)) {
      line("} else {");
      block(s.otherwise());
    }
    line("}");
  }

  private void define(Stmt.Define s) {
    String value = expressions.plain(s.value()).text();
    String name = names.declare(s.var().name());
    line(dialect.type(s.var().type()) + " " + name + " = " + value + ";");
    if (isPinned(s.value())) {
      dialect.pin(s.var().type(), name).ifPresent(pin -> line(pin + ";"));
    }
    stmt(s.body());
  }

  /**
   * Vectors that compilers would take apart again: to load them in every operation, or to make one
   * load of a vector and a shuffle of an element that goes to all lanes (0.65 of the speed).
   */
  private static boolean isPinned(Expr value) {
    return switch (value) {
      case Expr.Load load -> load.type().isVector() && isContiguous(load);
      case Expr.Broadcast(Expr.Load load, int _) -> load.type().scalar().isFloat();
      default -> false;
    };
  }

  private static boolean isContiguous(Expr.Load load) {
    return load.isWhole()
        && load.indices().getFirst() instanceof Expr.Ramp ramp
        && ramp.stride() == 1
        && load.type().scalar().isFloat()
        && !Exprs.isConstant(load.active(), 0);
  }

  private void call(Stmt.Call s) {
    List<String> arguments = new ArrayList<>();
    s.buffers().forEach(b -> arguments.add(names.get(ExpressionPrinter.bufferKey(b))));
    s.scalars().forEach(e -> arguments.add(expressions.index(e).text()));
    line(sourceName(callee(s).name()) + "(" + String.join(", ", arguments) + ");");
  }
}
