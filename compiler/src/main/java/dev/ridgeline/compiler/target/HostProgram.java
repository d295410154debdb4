package dev.ridgeline.compiler.target;

import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.LoopKind;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.Scope;
import dev.ridgeline.compiler.ir.Stmt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The host part of a program as steps over frames. Every thread has its frame; memory that is
 * allocated inside a parallel loop is of a thread's own, all other is shared.
 */
final class HostProgram {
  private final Map<String, FunctionCode> code;
  private final int threads;
  private final Map<String, Integer> ints = new HashMap<>();
  private final Map<String, Integer> memorySlots = new HashMap<>();
  private final List<Placed> placed = new ArrayList<>();
  private final List<List<Integer>> callBuffers = new ArrayList<>();
  private final List<Integer> callScalars = new ArrayList<>();
  private final List<Frame> frames = new ArrayList<>();
  private final Step body;
  private int depth;
  private int deepest;
  private boolean inParallel;

  /** A buffer that a frame holds. */
  private record Placed(Buffer buffer, boolean perThread) {}

  HostProgram(Program flat, Map<String, FunctionCode> code, int threads) {
    this.code = Map.copyOf(code);
    this.threads = threads;
    flat.buffers().forEach(b -> place(b, false));
    this.body = step(flat.body());
    for (int i = 0; i < threads; i++) {
      frames.add(
          new Frame(
              new int[deepest],
              new Object[placed.size()],
              callBuffers.stream().map(slots -> new Object[slots.size()]).toArray(Object[][]::new),
              callScalars.stream().map(int[]::new).toArray(int[][]::new)));
    }
  }

  private void place(Buffer buffer, boolean perThread) {
    if (memorySlots.putIfAbsent(buffer.name(), placed.size()) != null) {
      throw new IllegalArgumentException("buffer '" + buffer.name() + "' is placed twice");
    }
    placed.add(new Placed(buffer, perThread));
  }

  /** Runs it once, on the calling thread and, in parallel loops, on others. */
  void run() {
    body.run(frames.getFirst());
  }

  /** Makes the memory of all buffers but the parameters, for each thread what is its own. */
  void allocate(Function<Buffer, Object> memory) {
    for (int slot = 0; slot < placed.size(); slot++) {
      Placed p = placed.get(slot);
      if (p.buffer().scope() == Scope.PARAMETER) {
        continue;
      }
      Object shared = memory.apply(p.buffer());
      for (int thread = 0; thread < threads; thread++) {
        boolean own = p.perThread() && thread > 0;
        frames.get(thread).memory()[slot] = own ? memory.apply(p.buffer()) : shared;
      }
    }
    passBuffers();
  }

  /** Lets a parameter stand for this memory from the next run on. */
  void bind(String parameter, Object memory) {
    int slot = slotOf(parameter);
    frames.forEach(frame -> frame.memory()[slot] = memory);
    passBuffers();
  }

  private void passBuffers() {
    for (Frame frame : frames) {
      for (int call = 0; call < callBuffers.size(); call++) {
        List<Integer> slots = callBuffers.get(call);
        for (int i = 0; i < slots.size(); i++) {
          frame.buffers()[call][i] = frame.memory()[slots.get(i)];
        }
      }
    }
  }

  private int slotOf(String buffer) {
    Integer slot = memorySlots.get(buffer);
    if (slot == null) {
      throw new IllegalArgumentException("there is no buffer '" + buffer + "' in the host part");
    }
    return slot;
  }

  private int intSlot(String name) {
    Integer slot = ints.get(name);
    if (slot == null) {
      throw new IllegalArgumentException("nothing binds '" + name + "' in the host part");
    }
    return slot;
  }

  private Step step(Stmt s) {
    return switch (s) {
      case Stmt.Loop x -> loop(x);
      case Stmt.Sequence x -> {
        Step[] steps = x.statements().stream().map(this::step).toArray(Step[]::new);
        yield f -> {
          for (Step step : steps) {
            step.run(f);
          }
        };
      }
      case Stmt.If x -> {
        HostInt condition = HostInt.of(x.condition(), this::intSlot);
        Step then = step(x.then());
        Step otherwise = step(x.otherwise());
        yield f -> {
          if (condition.of(f) != 0) {
            then.run(f);
          } else {
            otherwise.run(f);
          }
        };
      }
      case Stmt.Define x -> {
        HostInt value = HostInt.of(x.value(), this::intSlot);
        int slot = enter(x.var());
        Step inner = step(x.body());
        leave(x.var());
        yield f -> {
          f.ints()[slot] = value.of(f);
          inner.run(f);
        };
      }
      case Stmt.Assign x -> {
        int slot = intSlot(x.var().name());
        HostInt value = HostInt.of(x.value(), this::intSlot);
        yield f -> f.ints()[slot] = value.of(f);
      }
      case Stmt.Allocate x -> {
        place(x.buffer(), inParallel);
        yield step(x.body());
      }
      case Stmt.Call x -> call(x);
      case Stmt.Block _, Stmt.Store _ ->
          throw new IllegalArgumentException(
              s.getClass().getSimpleName() + " does not stand in the host part of a program");
    };
  }

  /** Variables are numbered by nesting, so that those outside a loop come before its own. */
  private int enter(Expr.Var var) {
    int slot = depth++;
    deepest = Math.max(deepest, depth);
    if (ints.putIfAbsent(var.name(), slot) != null) {
      throw new IllegalArgumentException("'" + var.name() + "' is bound twice");
    }
    return slot;
  }

  private void leave(Expr.Var var) {
    ints.remove(var.name());
    depth--;
  }

  private Step loop(Stmt.Loop x) {
    HostInt extent = HostInt.of(x.extent(), this::intSlot);
    boolean parallel = x.kind() == LoopKind.PARALLEL && !inParallel && threads > 1;
    boolean outside = inParallel;
    inParallel |= x.kind() == LoopKind.PARALLEL;
    int slot = enter(x.var());
    Step inner = step(x.body());
    leave(x.var());
    inParallel = outside;
    if (parallel) {
      return new ParallelStep(frames, WorkerPool.of(threads), extent, slot, inner);
    }
    return f -> {
      int limit = extent.of(f);
      for (int i = 0; i < limit; i++) {
        f.ints()[slot] = i;
        inner.run(f);
      }
    };
  }

  private Step call(Stmt.Call x) {
    FunctionCode function = code.get(x.function());
    if (function == null) {
      throw new IllegalArgumentException("there is no function '" + x.function() + "'");
    }
    HostInt[] scalars =
        x.scalars().stream().map(e -> HostInt.of(e, this::intSlot)).toArray(HostInt[]::new);
    int call = callBuffers.size();
    callBuffers.add(x.buffers().stream().map(b -> slotOf(b.name())).toList());
    callScalars.add(scalars.length);
    return f -> {
      int[] values = f.scalars()[call];
      for (int i = 0; i < values.length; i++) {
        values[i] = scalars[i].of(f);
      }
      function.call(f.buffers()[call], values);
    };
  }
}
