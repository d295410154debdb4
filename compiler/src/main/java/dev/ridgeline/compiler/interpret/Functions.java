package dev.ridgeline.compiler.interpret;

import dev.ridgeline.compiler.interpret.Code.Action;
import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Function;
import dev.ridgeline.compiler.ir.Level;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.Stmt;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** The functions of a program, each compiled when it is first called. */
final class Functions {
  /** A function with the slots of its parameters. */
  record Compiled(Function function, int[] buffers, int[] scalars, Action body) {}

  private final Map<String, Function> declared = new HashMap<>();
  private final Map<String, Compiled> compiled = new HashMap<>();
  private final Set<String> open = new HashSet<>();
  private final Names.Slots slots;
  private final Unwritten unwritten;

  Functions(Program p, Names.Slots slots, Unwritten unwritten) {
    p.functions().forEach(f -> declared.put(f.name(), f));
    this.slots = slots;
    this.unwritten = unwritten;
  }

  Compiled get(String name) {
    Compiled known = compiled.get(name);
    if (known != null) {
      return known;
    }
    Function function = declared.get(name);
    if (function == null) {
      throw new IllegalArgumentException("no function is called '" + name + "'");
    }
    if (!open.add(name)) {
      throw new IllegalArgumentException("function '" + name + "' calls itself");
    }
    Names names = new Names(slots);
    int[] buffers = function.buffers().stream().mapToInt(b -> names.declare(b).slot()).toArray();
    int[] scalars =
        function.scalars().stream()
            .mapToInt(v -> names.defineLoop(v, OptionalLong.empty()).slot())
            .toArray();
    Action body = new StmtCompiler(names, this, Level.FLAT, unwritten).compile(function.body());
    Compiled made = new Compiled(function, buffers, scalars, body);
    compiled.put(name, made);
    return made;
  }

  /** The closure of a call: hands memory and values over, then runs the function. */
  Action call(Stmt.Call x, Names names, ExprCompiler exprs) {
    Compiled callee = get(x.function());
    Function function = callee.function();
    if (x.buffers().size() != function.buffers().size()
        || x.scalars().size() != function.scalars().size()) {
      throw new IllegalArgumentException(
          "function '%s' takes %d buffers and %d scalars but is given %d and %d"
              .formatted(
                  function.name(),
                  function.buffers().size(),
                  function.scalars().size(),
                  x.buffers().size(),
                  x.scalars().size()));
    }
    int[] from = x.buffers().stream().mapToInt(b -> names.memory(b).slot()).toArray();
    Code.Integral[] values =
        x.scalars().stream().map((Expr e) -> exprs.scalarInt(e)).toArray(Code.Integral[]::new);
    List<Buffer> taken = function.buffers();
    return f -> {
      for (int i = 0; i < from.length; i++) {
        f.arrays()[callee.buffers()[i]] = Cells.checked(taken.get(i), f.arrays()[from[i]]);
        f.written()[callee.buffers()[i]] = f.written()[from[i]];
      }
      for (int i = 0; i < values.length; i++) {
        f.ints()[callee.scalars()[i]] = values[i].eval(f);
      }
      callee.body().run(f);
    };
  }
}
