package dev.ridgeline.app.op;

import dev.ridgeline.compiler.c.CTarget;
import dev.ridgeline.compiler.interpret.InterpreterTarget;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.jvm.JvmTarget;
import dev.ridgeline.compiler.lower.Lowering;
import dev.ridgeline.compiler.operator.Operator;
import dev.ridgeline.compiler.target.FunctionCode;
import dev.ridgeline.compiler.target.Kernel;
import dev.ridgeline.compiler.target.Target;
import dev.ridgeline.compiler.template.Rung;
import dev.ridgeline.compiler.template.TargetTraits;
import dev.ridgeline.compiler.template.Templates;
import dev.ridgeline.core.UserError;
import dev.ridgeline.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Whether schedules of operators give the same bits on every target, and values near the f64
 * reference. Many programs are compiled to one C file.
 */
final class Agreement {
  /** Terms up to which the interpreter runs too. */
  private static final long MOST_INTERPRETED = 1L << 24;

  /** Terms up to which every rung is compared, not the best alone. */
  private static final long MOST_FOR_ALL_RUNGS = 1L << 22;

  /** Programs of one C file. */
  private static final int BATCH = 48;

  private static final long SEED = 5;

  private final CTarget c = new CTarget();
  private final Target jvm = new JvmTarget();
  private final List<Case> waiting = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private final Map<String, Map<String, Tensor>> inputs = new LinkedHashMap<>();
  private int programs;

  /** A program to compare; {@code tiling} is the target that it was made for. */
  private record Case(Operator operator, String label, String tiling, Program flat, int threads) {}

  /** What went wrong, a line each. */
  static List<String> faults(List<Operator> operators) {
    Agreement agreement = new Agreement();
    operators.forEach(agreement::take);
    agreement.compare();
    System.out.println(operators.size() + " shapes, " + agreement.programs + " programs compared");
    return agreement.faults;
  }

  private void take(Operator op) {
    long points = F64Reference.points(op.computation());
    Map<String, Program> seen = new LinkedHashMap<>();
    for (String tiling : List.of("jvm", "c")) {
      for (int threads : points <= MOST_FOR_ALL_RUNGS ? new int[] {1, 2} : new int[] {2}) {
        TargetTraits traits = TargetTraits.of(tiling, jvm.vectorBytes(), threads);
        add(op, "best", traits, seen, () -> best(op, traits));
        if (points <= MOST_FOR_ALL_RUNGS) {
          for (Rung rung : Templates.ladder(op, traits)) {
            add(op, rung.name(), traits, seen, () -> lower(rung));
          }
        }
      }
    }
    if (waiting.size() >= BATCH) {
      compare();
    }
  }

  private static Program best(Operator op, TargetTraits traits) {
    return Lowering.lower(Templates.best(op, traits).program());
  }

  private static Program lower(Rung rung) {
    return Lowering.lower(rung.schedule().program());
  }

  private void add(
      Operator op,
      String rung,
      TargetTraits traits,
      Map<String, Program> seen,
      Supplier<Program> made) {
    String label =
        "%s %s for %s, %d threads, %s"
            .formatted(op.name(), op.shape(), traits.target(), traits.threads(), rung);
    try {
      Program flat = made.get();
      if (seen.putIfAbsent(flat.toString(), flat) == null) {
        waiting.add(new Case(op, label, traits.target(), flat, traits.threads()));
      }
    } catch (RuntimeException e) {
      faults.add(label + ": " + e);
    }
  }

  private void compare() {
    List<Map<String, FunctionCode>> code = c.compileAll(waiting.stream().map(Case::flat).toList());
    for (int i = 0; i < waiting.size(); i++) {
      Case one = waiting.get(i);
      programs++;
      try {
        compare(one, code.get(i));
      } catch (RuntimeException | AssertionError e) {
        faults.add(one.label() + ": " + e);
      }
    }
    waiting.clear();
    inputs.clear();
  }

  private void compare(Case one, Map<String, FunctionCode> inC) {
    Map<String, Tensor> given =
        inputs.computeIfAbsent(
            one.operator().toString(), _ -> CompiledOp.inputs(one.operator().computation(), SEED));
    try (Kernel inProcess = jvmOrInterpreter(one);
        Kernel compiled = Kernel.of(one.flat(), c, inC, one.threads())) {
      Tensor output = run(inProcess, given);
      same(one, inProcess.target().name(), output, "c", run(compiled, given));
      if (F64Reference.points(one.operator().computation()) <= MOST_INTERPRETED) {
        try (Kernel judge = Kernel.compile(one.flat(), new InterpreterTarget(), 1)) {
          same(one, inProcess.target().name(), output, "the interpreter", run(judge, given));
        }
      }
      OutputCheck check = OutputCheck.of(one.operator().computation(), given, output, SEED);
      if (!check.passed()) {
        faults.add(
            "%s: error %.3g of allowed %.3g at %s"
                .formatted(one.label(), check.maxError(), check.errorBound(), check.worst()));
      }
    }
  }

  /** Register tiles made for C may take more code than the JIT compiles: the jvm refuses those. */
  private Kernel jvmOrInterpreter(Case one) {
    try {
      return Kernel.compile(one.flat(), jvm, one.threads());
    } catch (UserError e) {
      if (one.tiling().equals("jvm") || !String.valueOf(e.getMessage()).contains("bytecode")) {
        throw e;
      }
      return Kernel.compile(one.flat(), new InterpreterTarget(), 1);
    }
  }

  private static Tensor run(Kernel kernel, Map<String, Tensor> given) {
    kernel.copyIn(given);
    kernel.run();
    return kernel.outputs().getFirst();
  }

  private void same(Case one, String first, Tensor here, String other, Tensor there) {
    long at = here.data().mismatch(there.data());
    if (at >= 0) {
      long element = at / Float.BYTES;
      faults.add(
          "%s: element %d is %s on %s and %s on %s"
              .formatted(
                  one.label(),
                  element,
                  here.floatAt(element),
                  first,
                  there.floatAt(element),
                  other));
    }
  }
}
