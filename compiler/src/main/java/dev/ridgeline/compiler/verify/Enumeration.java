package dev.ridgeline.compiler.verify;

import dev.ridgeline.compiler.interpret.AccessObserver;
import dev.ridgeline.compiler.interpret.InterpretationError;
import dev.ridgeline.compiler.interpret.Interpreter;
import dev.ridgeline.compiler.interpret.Unwritten;
import dev.ridgeline.compiler.ir.Level;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.Stmt;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Runs a program on zeros and watches what it touches: exact where no index and no condition
 * depends on what is in memory.
 */
final class Enumeration {
  private Enumeration() {}

  /** Holds every access to its bounds. */
  static void bounds(Program p, Level level) {
    run(p, level, AccessObserver.NONE);
  }

  /** Holds the iterations of a loop that run at once apart. */
  static void races(Program p, Level level, Stmt.Loop loop) {
    run(p, level, new Watch(p, loop));
  }

  private static void run(Program p, Level level, AccessObserver observer) {
    Map<String, Object> memory = Interpreter.memory(p);
    p.inputs().forEach(b -> clear(java.util.Objects.requireNonNull(memory.get(b.name()))));
    try {
      Interpreter.observed(p, level, Unwritten.READABLE, observer).run(memory);
    } catch (InterpretationError e) {
      String message = String.valueOf(e.getMessage());
      Rule rule = message.startsWith("division") ? Rule.EXECUTION : Rule.BOUNDS;
      throw new InvalidProgram(rule, message, "program " + p.name(), "");
    }
  }

  private static void clear(Object array) {
    switch (array) {
      case float[] a -> Arrays.fill(a, 0);
      case double[] a -> Arrays.fill(a, 0);
      case long[] a -> Arrays.fill(a, 0);
      case int[] a -> Arrays.fill(a, 0);
      case short[] a -> Arrays.fill(a, (short) 0);
      default -> Arrays.fill((byte[]) array, (byte) 0);
    }
  }

  /** Who wrote and who read each element, by the number of the iteration counted over all runs. */
  private static final class Watch implements AccessObserver {
    private record Shadow(int[] writer, int[] reader, int[] otherReader) {
      Shadow(int n) {
        this(new int[n], new int[n], new int[n]);
      }
    }

    private final String program;
    private final String loop;
    private final IdentityHashMap<Object, Shadow> shadows = new IdentityHashMap<>();
    private final IdentityHashMap<Object, Boolean> own = new IdentityHashMap<>();
    private int base = 1;
    private int current;

    Watch(Program p, Stmt.Loop loop) {
      this.program = p.name();
      this.loop = loop.var().name();
    }

    @Override
    public void iteration(Stmt.Loop x, long iteration) {
      if (x.var().name().equals(loop)) {
        current = base + (int) iteration;
        own.clear();
      }
    }

    @Override
    public void left(Stmt.Loop x) {
      if (x.var().name().equals(loop)) {
        base = Math.max(base, current + 1);
        current = 0;
        own.clear();
      }
    }

    @Override
    public void allocated(Object array) {
      if (current != 0) {
        own.put(array, true);
      }
    }

    private Shadow shadow(Object array) {
      return shadows.computeIfAbsent(array, a -> new Shadow(Array.getLength(a)));
    }

    private boolean another(int iteration) {
      return iteration >= base && iteration != current;
    }

    @Override
    public void read(Object array, String buffer, int element) {
      if (current == 0 || own.containsKey(array)) {
        return;
      }
      Shadow shadow = shadow(array);
      if (another(shadow.writer()[element])) {
        throw race(buffer, element, shadow.writer()[element], "is read after");
      }
      if (shadow.reader()[element] < base) {
        shadow.reader()[element] = current;
      } else if (shadow.reader()[element] != current) {
        shadow.otherReader()[element] = current;
      }
    }

    @Override
    public void written(Object array, String buffer, int element) {
      if (current == 0 || own.containsKey(array)) {
        return;
      }
      Shadow shadow = shadow(array);
      for (int[] before : new int[][] {shadow.writer(), shadow.reader(), shadow.otherReader()}) {
        if (another(before[element])) {
          throw race(buffer, element, before[element], "is written after");
        }
      }
      shadow.writer()[element] = current;
    }

    private InvalidProgram race(String buffer, int element, int other, String how) {
      return new InvalidProgram(
          Rule.RACE,
          "element %d of '%s' %s iteration %d of '%s' touched it, by iteration %d"
              .formatted(element, buffer, how, other - base, loop, current - base),
          "program " + program,
          "");
    }
  }
}
