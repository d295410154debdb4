package dev.ridgeline.compiler.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.compiler.expression.Computation;
import dev.ridgeline.compiler.interpret.Interpreter;
import dev.ridgeline.compiler.interpret.Unwritten;
import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.IrText;
import dev.ridgeline.compiler.ir.Level;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.jvm.JvmTarget;
import dev.ridgeline.compiler.lower.Lowering;
import dev.ridgeline.compiler.target.Kernel;
import dev.ridgeline.core.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Random legal schedules of random programs do not change what the programs compute. */
class RandomScheduleTest {
  private static final int PROGRAMS = Integer.getInteger("ridgeline.random.programs", 2000);
  private static final long FIRST = Long.getLong("ridgeline.random.first", 1);

  @Test
  void schedulesKeepTheValues() {
    List<UserError> refusals = new ArrayList<>();
    int[] applied = {0};
    List<String> failures = new ArrayList<>();
    for (long seed = FIRST; seed < FIRST + PROGRAMS; seed++) {
      try {
        check(seed, refusals, applied);
      } catch (Throwable e) {
        failures.add("seed " + seed + ": " + e);
      }
    }
    if (!failures.isEmpty()) {
      try {
        java.nio.file.Files.writeString(
            java.nio.file.Path.of("target", "random-schedules.txt"),
            String.join("\n=====\n", failures));
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
    System.out.println(
        PROGRAMS + " programs, " + applied[0] + " primitives, " + refusals.size() + " refusals");
    assertThat(failures.size()).as(failures.isEmpty() ? "" : failures.getFirst()).isZero();
    assertThat(refusals).allSatisfy(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  private static void check(long seed, List<UserError> refusals, int[] applied) {
    SplittableRandom random = new SplittableRandom(seed);
    Computation c = RandomComputation.of(random);
    Program plain = Schedule.of(c).program();
    Map<String, Object> inputs = memory(plain, seed);
    Map<String, Object> wanted = run(plain, Level.BLOCKS, Unwritten.FORBIDDEN_IN_OUTPUTS, inputs);
    Schedule s = Schedule.of(c);
    new RandomSchedule(random).extend(s, 3 + random.nextInt(12), refusals);
    applied[0] += s.trace().size();
    String trace = Trace.json(s.trace());
    String what =
        "plain\n" + IrText.of(plain) + "\n" + trace + "\n" + IrText.of(s.program()) + "\n";
    Map<String, Object> scheduled;
    try {
      scheduled = run(s.program(), Level.BLOCKS, Unwritten.FORBIDDEN_IN_OUTPUTS, inputs);
    } catch (RuntimeException e) {
      throw new AssertionError("scheduled BLOCKS: " + e.getMessage() + "\n" + what, e);
    }
    same(wanted, scheduled, true, "scheduled BLOCKS\n" + what);
    try {
      same(scheduled, jvm(Lowering.lower(s.program()), inputs), false, "jvm\n" + what);
    } catch (UserError e) {
      refusals.add(e); // vectors wider than the machine's, or code that is too long
    } catch (RuntimeException | AssertionError e) {
      findPass(s, scheduled, inputs, what);
      throw e;
    }
    if (seed % 4 == 0) {
      findPass(s, scheduled, inputs, what);
    }
  }

  /** Runs what every pass has made; names the first that changes a value. */
  private static void findPass(
      Schedule s, Map<String, Object> scheduled, Map<String, Object> inputs, String what) {
    Program p = s.program();
    for (Lowering.Pass pass : Lowering.passes()) {
      String before = IrText.of(p);
      String at = "pass " + pass.name() + "\n" + what + "\nbefore the pass\n" + before;
      try {
        p = pass.run().apply(p);
      } catch (RuntimeException e) {
        throw new AssertionError(e + " in " + at, e);
      }
      Level level =
          pass.name().equals("place init")
              ? Level.BLOCKS
              : pass.name().equals("outline") ? Level.FLAT : Level.LOOPS;
      try {
        same(
            scheduled,
            run(p, level, Unwritten.READABLE, inputs),
            false,
            at + "\nafter\n" + IrText.of(p));
      } catch (RuntimeException e) {
        throw new AssertionError(e.getMessage() + " in " + at + "\nafter\n" + IrText.of(p), e);
      }
    }
  }

  private static Map<String, Object> jvm(Program flat, Map<String, Object> inputs) {
    Map<String, Object> memory = Interpreter.memory(flat);
    flat.inputs().forEach(b -> memory.put(b.name(), inputs.get(b.name())));
    try (Kernel kernel = Kernel.compile(flat, new JvmTarget(), 2)) {
      kernel.bind(memory);
      kernel.run();
    }
    return memory;
  }

  private static Map<String, Object> run(
      Program p, Level level, Unwritten unwritten, Map<String, Object> inputs) {
    Map<String, Object> memory = Interpreter.memory(p);
    p.inputs().forEach(b -> memory.put(b.name(), inputs.get(b.name())));
    Interpreter.of(p, level, unwritten).run(memory);
    return memory;
  }

  private static Map<String, Object> memory(Program p, long seed) {
    SplittableRandom random = new SplittableRandom(~seed);
    Map<String, Object> memory = Interpreter.memory(p);
    for (Buffer b : p.inputs()) {
      switch (java.util.Objects.requireNonNull(memory.get(b.name()))) {
        case float[] a -> {
          for (int i = 0; i < a.length; i++) {
            a[i] = (float) random.nextDouble(-1, 1);
          }
        }
        case int[] a -> {
          for (int i = 0; i < a.length; i++) {
            a[i] = random.nextInt(-100, 100);
          }
        }
        default -> throw new IllegalStateException(b.toString());
      }
    }
    return memory;
  }

  private static void same(
      Map<String, Object> wanted, Map<String, Object> got, boolean near, String what) {
    wanted.forEach((name, a) -> {
      if (a instanceof float[] x && near) {
        float[] y = (float[]) java.util.Objects.requireNonNull(got.get(name));
        for (int i = 0; i < x.length; i++) {
          boolean close =
              Float.compare(x[i], y[i]) == 0
                  || x[i] == y[i]
                  || Math.abs(x[i] - y[i]) <= 1e-3f * (1 + Math.abs(x[i]));
          if (!close) {
            throw new AssertionError(
                name + "[" + i + "] is " + y[i] + " instead of " + x[i] + " in " + what);
          }
        }
      } else {
        assertThat(got.get(name)).as(name + " in " + what).isEqualTo(a);
      }
    });
  }
}
