package dev.ridgeline.compiler.interpret;

import dev.ridgeline.compiler.interpret.Code.Action;
import dev.ridgeline.compiler.interpret.Code.Frame;
import dev.ridgeline.compiler.ir.Axis;
import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.Level;
import dev.ridgeline.compiler.ir.LoopKind;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.ValueType;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Turns statements into closures. */
final class StmtCompiler {
  private final Names names;
  private final ExprCompiler exprs;
  private final Functions functions;
  private final Unwritten unwritten;
  private final Set<String> initialized = new HashSet<>();

  StmtCompiler(Names names, Functions functions, Level level, Unwritten unwritten) {
    this.names = names;
    this.exprs = new ExprCompiler(names, level == Level.FLAT);
    this.functions = functions;
    this.unwritten = unwritten;
  }

  Action compile(Stmt s) {
    return switch (s) {
      case Stmt.Loop x -> loop(x);
      case Stmt.Block x -> block(x);
      case Stmt.Store x -> store(x);
      case Stmt.Sequence x -> sequence(x.statements());
      case Stmt.If x -> {
        Code.Integral condition = exprs.scalarInt(x.condition());
        Action then = compile(x.then());
        Action otherwise = compile(x.otherwise());
        yield f -> {
          if (condition.eval(f) != 0) {
            then.run(f);
          } else {
            otherwise.run(f);
          }
        };
      }
      case Stmt.Allocate x -> allocate(x);
      case Stmt.Define x -> {
        Action set = set(names.define(x.var()), x.value(), true);
        Action body = compile(x.body());
        names.forget(x.var());
        yield f -> {
          set.run(f);
          body.run(f);
        };
      }
      case Stmt.Assign x -> set(names.local(x.var()), x.value(), false);
      case Stmt.Call x -> functions.call(x, names, exprs);
    };
  }

  private Action sequence(List<Stmt> statements) {
    if (statements.size() == 1) {
      return compile(statements.getFirst());
    }
    Action[] parts = statements.stream().map(this::compile).toArray(Action[]::new);
    return f -> {
      for (Action part : parts) {
        part.run(f);
      }
    };
  }

  private Action loop(Stmt.Loop x) {
    List<Stmt> inits = InitNest.before(x, initialized);
    Action init = sequence(inits);
    Code.Integral extent = exprs.scalarInt(x.extent());
    int slot = names.defineLoop(x.var(), Exprs.constant(x.extent())).slot();
    Action body = compile(x.body());
    names.forget(x.var());
    AccessObserver observer = names.slots().observer();
    if (!observer.equals(AccessObserver.NONE) && x.kind() != LoopKind.SERIAL) {
      return f -> {
        init.run(f);
        long end = extent.eval(f);
        for (long i = 0; i < end; i++) {
          observer.iteration(x, i);
          f.ints()[slot] = i;
          body.run(f);
        }
        observer.left(x);
      };
    }
    return f -> {
      init.run(f);
      long end = extent.eval(f);
      for (long i = 0; i < end; i++) {
        f.ints()[slot] = i;
        body.run(f);
      }
    };
  }

  private Action allocate(Stmt.Allocate x) {
    Buffer buffer = x.buffer();
    int slot = names.declare(buffer).slot();
    Action body = compile(x.body());
    names.forget(buffer);
    boolean watched = Code.watched(unwritten, buffer.scope(), false);
    AccessObserver observer = names.slots().observer();
    return f -> {
      provide(f, buffer, slot, watched);
      observer.allocated(f.arrays()[slot]);
      body.run(f);
    };
  }

  /** Memory of its own for a buffer, in which nothing counts as written. */
  static void provide(Frame f, Buffer buffer, int slot, boolean watched) {
    if (f.arrays()[slot] == null) {
      f.arrays()[slot] = Cells.allocate(buffer);
    }
    if (watched) {
      boolean[] written = f.written()[slot];
      if (written.length == 0) {
        f.written()[slot] = new boolean[buffer.span()];
      } else {
        java.util.Arrays.fill(written, false);
      }
    }
  }

  private Action block(Stmt.Block x) {
    if (x.initializes() && initialized.add(x.name())) {
      Action init = compile(InitNest.nest(x, List.of()));
      Action body = block(x);
      return f -> {
        init.run(f);
        body.run(f);
      };
    }
    Code.Integral predicate = exprs.scalarInt(x.predicate());
    boolean always = Exprs.isConstant(x.predicate(), 1);
    Action[] bindings =
        x.axes().stream()
            .filter(axis -> !names.isLoopWithin(axis.binding(), axis.extent(), axis.var()))
            .map(axis -> binding(x, axis))
            .toArray(Action[]::new);
    Action store = x.isReduction() ? update(x) : store(x.store());
    x.axes().forEach(axis -> names.forget(axis.var()));
    return f -> {
      if (always || predicate.eval(f) != 0) {
        for (Action binding : bindings) {
          binding.run(f);
        }
        store.run(f);
      }
    };
  }

  private Action binding(Stmt.Block block, Axis axis) {
    Map<String, Integer> loops = names.loops();
    Code.Integral value = exprs.scalarInt(axis.binding());
    int slot = names.define(axis.var()).slot();
    names.showAsLoop(axis.var());
    int extent = axis.extent();
    return f -> {
      long v = value.eval(f);
      if (v < 0 || v >= extent) {
        throw new InterpretationError(
            "iterator '%s' of block '%s' is %d but runs over [0, %d)%s"
                .formatted(axis.var().name(), block.name(), v, extent, Names.values(loops, f)));
      }
      f.ints()[slot] = v;
    };
  }

  /** Reads an element, folds the term into it, writes it. */
  private Action update(Stmt.Block x) {
    Stmt.Store store = x.store();
    Expr.Var current = new Expr.Var("(current)", ValueType.of(store.value().type().scalar()));
    int kept = names.define(current).slot();
    Expr folded = x.combiner().fold(current, store.value());
    Place place = exprs.place(store.buffer(), store.indices(), 0);
    Action update;
    if (current.type().scalar().isFloat()) {
      Cells.Floats cells = Cells.floats(store.buffer().dtype());
      Code.Real value = exprs.floats(folded, 0);
      update =
          f -> {
            Object array = f.arrays()[place.slot()];
            int at = place.source(f);
            f.floats()[kept] = cells.get(array, at);
            double v = value.eval(f);
            cells.put(array, place.rewritten(f, at), v);
          };
    } else {
      Cells.Ints cells = Cells.ints(store.buffer().dtype());
      Code.Integral value = exprs.ints(folded, 0);
      update =
          f -> {
            Object array = f.arrays()[place.slot()];
            int at = place.source(f);
            f.ints()[kept] = cells.get(array, at);
            long v = value.eval(f);
            cells.put(array, place.rewritten(f, at), v);
          };
    }
    names.forget(current);
    return update;
  }

  private Action store(Stmt.Store x) {
    int lanes = x.value().type().lanes();
    if (lanes > 1) {
      return vectorStore(x, lanes);
    }
    Place place = exprs.place(x.buffer(), x.indices(), 0);
    Action write;
    if (x.value().type().scalar().isFloat()) {
      Cells.Floats cells = Cells.floats(x.buffer().dtype());
      Code.Real value = exprs.floats(x.value(), 0);
      write =
          f -> {
            double v = value.eval(f);
            cells.put(f.arrays()[place.slot()], place.target(f), v);
          };
    } else {
      Cells.Ints cells = Cells.ints(x.buffer().dtype());
      Code.Integral value = exprs.ints(x.value(), 0);
      write =
          f -> {
            long v = value.eval(f);
            cells.put(f.arrays()[place.slot()], place.target(f), v);
          };
    }
    if (x.isWhole()) {
      return write;
    }
    Code.Integral active = exprs.scalarInt(x.active());
    return f -> {
      if (active.eval(f) > 0) {
        write.run(f);
      }
    };
  }

  /** All lanes are computed before the first is written. */
  private Action vectorStore(Stmt.Store x, int lanes) {
    Expr.Var held = new Expr.Var("(value)", x.value().type());
    Names.Local local = names.define(held);
    Action compute = set(local, x.value(), true);
    Action[] writes = new Action[lanes];
    boolean isFloat = x.value().type().scalar().isFloat();
    for (int lane = 0; lane < lanes; lane++) {
      Place place = exprs.place(x.buffer(), x.indices(), lane);
      int slot = local.slot() + lane;
      if (isFloat) {
        Cells.Floats cells = Cells.floats(x.buffer().dtype());
        writes[lane] = f -> cells.put(f.arrays()[place.slot()], place.target(f), f.floats()[slot]);
      } else {
        Cells.Ints cells = Cells.ints(x.buffer().dtype());
        writes[lane] = f -> cells.put(f.arrays()[place.slot()], place.target(f), f.ints()[slot]);
      }
    }
    names.forget(held);
    Code.Integral active = exprs.scalarInt(x.active());
    return f -> {
      compute.run(f);
      long end = Math.min(lanes, active.eval(f));
      for (int lane = 0; lane < end; lane++) {
        writes[lane].run(f);
      }
    };
  }

  /**
   * Sets a variable.
   *
   * @param fresh whether the value cannot read the variable, so that lanes may be set one by one
   */
  private Action set(Names.Local target, Expr value, boolean fresh) {
    int lanes = value.type().lanes();
    int slot = target.slot();
    if (lanes > 1 && !fresh) {
      Expr.Var held = new Expr.Var("(value)", value.type());
      Names.Local local = names.define(held);
      Action compute = set(local, value, true);
      names.forget(held);
      boolean isFloat = value.type().scalar().isFloat();
      int from = local.slot();
      return f -> {
        compute.run(f);
        Object array = isFloat ? f.floats() : f.ints();
        System.arraycopy(array, from, array, slot, lanes);
      };
    }
    Action[] parts = new Action[lanes];
    for (int lane = 0; lane < lanes; lane++) {
      int to = slot + lane;
      if (value.type().scalar().isFloat()) {
        Code.Real part = exprs.floats(value, lane);
        parts[lane] = f -> f.floats()[to] = part.eval(f);
      } else {
        Code.Integral part = exprs.ints(value, lane);
        parts[lane] = f -> f.ints()[to] = part.eval(f);
      }
    }
    return parts.length == 1
        ? parts[0]
        : f -> {
          for (Action part : parts) {
            part.run(f);
          }
        };
  }
}
