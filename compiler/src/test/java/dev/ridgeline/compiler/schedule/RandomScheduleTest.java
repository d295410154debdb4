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
import dev.ridgeline.compiler.verify.Verifier;
import dev.ridgeline.core.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random legal schedules of random programs do not change what the programs compute: integers are
 * those of the plain program, floats are near an f64 reference, and interpreter, jvm and c give the
 * same bits.
 */
class RandomScheduleTest {
  private static final int PROGRAMS_A_FILE = 100;

  /** What a target may say to a program that lowering has accepted. */
  private static final List<String> LEGAL_REFUSALS =
      List.of(
          "bytes wide, but this machine's are",
          "bytes wide, but the least width",
          "bytes of bytecode");

  private final List<UserError> refusals = new ArrayList<>();
  private final Map<String, Integer> applied = new TreeMap<>();

  @Test
  void hundredsOfSchedulesKeepTheValues() {
    check(1, Integer.getInteger("ridgeline.random.programs", 200));
  }

  /** Two thousand beside those of the test above. */
  @Test
  @Tag("slow")
  void thousandsOfSchedulesKeepTheValues() {
    check(201, Integer.getInteger("ridgeline.random.programs", 2000));
  }

  private void check(long first, int programs) {
    CBatch batch = CBatch.of(PROGRAMS_A_FILE);
    List<String> failures = new ArrayList<>();
    for (long seed = first; seed < first + programs; seed++) {
      try {
        check(seed, batch);
      } catch (Throwable e) {
        failures.add("seed " + seed + ": " + e);
      }
    }
    batch.compare();
    keep(failures);
    System.out.println(
        "%d programs, %d in c, primitives %s, %d refusals"
            .formatted(programs, batch.compared(), applied, refusals.size()));
    assertThat(failures.size()).as(failures.isEmpty() ? "" : failures.getFirst()).isZero();
    assertThat(batch.compared()).isEqualTo(programs);
    assertThat(refusals).allSatisfy(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    assertThat(applied.keySet())
        .as("every primitive is applied")
        .hasSameSizeAs(Primitive.class.getPermittedSubclasses());
    assertThat(applied.values()).allMatch(n -> n >= programs / 200);
  }

  private static void keep(List<String> failures) {
    if (failures.isEmpty()) {
      return;
    }
    try {
      Files.writeString(
          Path.of("target", "random-schedules.txt"), String.join("\n=====\n", failures));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void check(long seed, CBatch batch) {
    SplittableRandom random = new SplittableRandom(seed);
    Computation c = RandomComputation.of(random);
    Program plain = Schedule.of(c).program();
    Map<String, Object> inputs = memory(plain, seed);
    Map<String, Object> wanted = run(plain, Level.BLOCKS, Unwritten.FORBIDDEN_IN_OUTPUTS, inputs);
    Schedule s = Schedule.of(c);
    new RandomSchedule(random).extend(s, 3 + random.nextInt(12), refusals);
    s.trace().forEach(p -> applied.merge(p.getClass().getSimpleName(), 1, Integer::sum));
    String trace = Trace.json(s.trace());
    String what =
        "plain\n" + IrText.of(plain) + "\n" + trace + "\n" + IrText.of(s.program()) + "\n";
    Map<String, Object> scheduled;
    try {
      scheduled = run(s.program(), Level.BLOCKS, Unwritten.FORBIDDEN_IN_OUTPUTS, inputs);
    } catch (RuntimeException e) {
      throw new AssertionError("scheduled BLOCKS: " + e.getMessage() + "\n" + what, e);
    }
    right(c, inputs, wanted, scheduled, what);
    if (s.steps().stream().noneMatch(Step::reassociates)) {
      sameButForZerosAndNans(wanted, scheduled, what);
    }
    Program flat;
    try {
      flat = Lowering.lower(s.program());
      Verifier.check(flat, Level.FLAT);
    } catch (RuntimeException e) {
      findPass(s, scheduled, inputs, what);
      throw new AssertionError("lowering: " + e + "\n" + what, e);
    }
    try {
      same(scheduled, jvm(flat, inputs), "jvm\n" + what);
    } catch (UserError e) {
      String message = String.valueOf(e.getMessage());
      assertThat(LEGAL_REFUSALS).as(message).anyMatch(message::contains);
      refusals.add(e);
    } catch (RuntimeException | AssertionError e) {
      findPass(s, scheduled, inputs, what);
      throw e;
    }
    batch.add(flat, scheduled, what);
    if (seed % 4 == 0) {
      findPass(s, scheduled, inputs, what);
    }
  }

  /** Integers exactly those of the plain program, floats near the definition in f64. */
  private static void right(
      Computation c,
      Map<String, Object> inputs,
      Map<String, Object> wanted,
      Map<String, Object> scheduled,
      String what) {
    boolean floats = c.stages().stream().allMatch(s -> s.output().elementType().isFloat());
    if (!floats) {
      same(wanted, scheduled, "scheduled BLOCKS\n" + what);
      return;
    }
    F64Reference reference = F64Reference.of(c, inputs);
    for (Buffer b : c.outputs()) {
      float[] got = (float[]) Objects.requireNonNull(scheduled.get(b.name()));
      String difference = reference.difference(b.name(), got);
      assertThat(difference).as("scheduled BLOCKS\n" + what).isEmpty();
    }
  }

  /** MIN and MAX may choose another zero or NaN where their terms come in another order. */
  private static void sameButForZerosAndNans(
      Map<String, Object> wanted, Map<String, Object> got, String what) {
    wanted.forEach((name, a) -> {
      if (a instanceof float[] x) {
        float[] y = (float[]) Objects.requireNonNull(got.get(name));
        for (int i = 0; i < x.length; i++) {
          boolean same = x[i] == y[i] || Float.isNaN(x[i]) || Float.isNaN(y[i]);
          assertThat(same)
              .as("nothing reassociates, yet %s[%d] differs%n%s", name, i, what)
              .isTrue();
        }
      }
    });
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
      try {
        same(
            scheduled,
            run(p, pass.level(), Unwritten.READABLE, inputs),
            at + "\nafter\n" + IrText.of(p));
        Verifier.check(p, pass.level());
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
      switch (Objects.requireNonNull(memory.get(b.name()))) {
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

  private static void same(Map<String, Object> wanted, Map<String, Object> got, String what) {
    wanted.forEach((name, a) -> assertThat(got.get(name)).as(name + " in " + what).isEqualTo(a));
  }
}
