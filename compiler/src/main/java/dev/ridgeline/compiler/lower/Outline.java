package dev.ridgeline.compiler.lower;

import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Function;
import dev.ridgeline.compiler.ir.LoopKind;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.Walker;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Cuts a program into what the host does (parallel loops, allocations, what holds these) and
 * functions that targets compile. Inside a function every nest that keeps accumulators in locals
 * becomes a function of its own: targets compile such kernels best alone.
 */
public final class Outline {
  private final String name;
  private final Map<String, Function> functions = new LinkedHashMap<>();

  private Outline(String name) {
    this.name = name;
  }

  /** The program at level FLAT. */
  public static Program run(Program p) {
    Outline outline = new Outline(p.name());
    Stmt host = outline.host(p.body());
    return new Program(
        p.name(),
        p.inputs(),
        p.outputs(),
        List.of(),
        new ArrayList<>(outline.functions.values()),
        host);
  }

  private Stmt host(Stmt s) {
    if (!isHost(s)) {
      return outlined(kernels(s, true), "part");
    }
    return switch (s) {
      case Stmt.Loop x -> x.withBody(host(x.body()));
      case Stmt.Allocate x -> new Stmt.Allocate(x.buffer(), host(x.body()));
      case Stmt.If x -> new Stmt.If(x.condition(), host(x.then()), host(x.otherwise()));
      case Stmt.Define x -> new Stmt.Define(x.var(), x.value(), host(x.body()));
      case Stmt.Sequence x -> {
        List<Stmt> out = new ArrayList<>();
        List<Stmt> run = new ArrayList<>();
        for (Stmt part : x.statements()) {
          if (isHost(part)) {
            flush(run, out);
            out.add(host(part));
          } else {
            run.add(part);
          }
        }
        flush(run, out);
        yield Stmt.Sequence.of(out);
      }
      default -> throw new IllegalStateException("not for the host: " + s);
    };
  }

  private void flush(List<Stmt> run, List<Stmt> out) {
    if (!run.isEmpty()) {
      out.add(host(Stmt.Sequence.of(run)));
      run.clear();
    }
  }

  private static boolean isHost(Stmt s) {
    boolean[] found = {false};
    Walker.statements(
        s,
        part ->
            found[0] |=
                part instanceof Stmt.Allocate
                    || (part instanceof Stmt.Loop l && l.kind() == LoopKind.PARALLEL));
    return found[0];
  }

  /** Outlines the accumulator nests below {@code s}; at the top only where something is around. */
  private Stmt kernels(Stmt s, boolean top) {
    return switch (s) {
      case Stmt.Define x when hasLoop(x) -> top ? x : outlined(x, "kernel");
      case Stmt.Loop x -> x.withBody(kernels(x.body(), false));
      case Stmt.Sequence x -> {
        List<Stmt> parts = new ArrayList<>();
        x.statements().forEach(part -> parts.add(kernels(part, false)));
        yield Stmt.Sequence.of(parts);
      }
      case Stmt.If x ->
          new Stmt.If(x.condition(), kernels(x.then(), false), kernels(x.otherwise(), false));
      default -> s;
    };
  }

  private static boolean hasLoop(Stmt s) {
    boolean[] found = {false};
    Walker.statements(s, part -> found[0] |= part instanceof Stmt.Loop);
    return found[0];
  }

  private Stmt outlined(Stmt body, String role) {
    if (body.equals(Stmt.Sequence.EMPTY)) {
      return body;
    }
    List<Buffer> buffers = new ArrayList<>(buffers(body));
    List<Expr.Var> scalars = new ArrayList<>(freeVars(body));
    String function = name + "_" + role + functions.size();
    functions.put(function, new Function(function, buffers, scalars, body));
    return new Stmt.Call(function, buffers, List.copyOf(scalars));
  }

  private static Collection<Buffer> buffers(Stmt body) {
    Map<String, Buffer> found = new LinkedHashMap<>();
    Walker.statements(
        body,
        s -> {
          if (s instanceof Stmt.Store st) {
            found.putIfAbsent(st.buffer().name(), st.buffer());
          } else if (s instanceof Stmt.Call call) {
            call.buffers().forEach(b -> found.putIfAbsent(b.name(), b));
          }
        });
    Walker.expressions(
        body,
        e -> {
          if (e instanceof Expr.Load load) {
            found.putIfAbsent(load.buffer().name(), load.buffer());
          }
        });
    return found.values();
  }

  private static Collection<Expr.Var> freeVars(Stmt body) {
    Set<String> bound = new HashSet<>();
    Walker.statements(
        body,
        s -> {
          if (s instanceof Stmt.Loop loop) {
            bound.add(loop.var().name());
          } else if (s instanceof Stmt.Define define) {
            bound.add(define.var().name());
          }
        });
    Map<String, Expr.Var> free = new LinkedHashMap<>();
    Walker.expressions(
        body,
        e -> {
          if (e instanceof Expr.Var v && !bound.contains(v.name())) {
            free.putIfAbsent(v.name(), v);
          }
        });
    return free.values();
  }
}
