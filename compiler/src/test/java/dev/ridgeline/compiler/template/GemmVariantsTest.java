package dev.ridgeline.compiler.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ridgeline.compiler.c.CTarget;
import dev.ridgeline.compiler.interpret.InterpreterTarget;
import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Level;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.jvm.JvmTarget;
import dev.ridgeline.compiler.lower.Lowering;
import dev.ridgeline.compiler.operator.ActivationKind;
import dev.ridgeline.compiler.operator.Gemm;
import dev.ridgeline.compiler.schedule.Schedule;
import dev.ridgeline.compiler.schedule.Trace;
import dev.ridgeline.compiler.target.Kernel;
import dev.ridgeline.compiler.target.Target;
import dev.ridgeline.compiler.verify.Verifier;
import dev.ridgeline.core.UserError;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every way to compute a product, at odd shapes: the same bits on all targets and with any number
 * of threads, and a product to within the rounding of its sums.
 */
final class GemmVariantsTest {
  /** Roundings of a sum of k terms are at most k; a few more for bias, activation, lanes. */
  private static final int MORE_ROUNDINGS = 8;

  private static final double UNIT_ROUNDOFF = 0x1p-24;

  private static final int[] ODD = {1, 2, 3, 5, 7, 8, 9, 12, 15, 16, 17, 24, 31, 33, 49, 51};

  private static Target gcc() {
    try {
      Target c = new CTarget();
      c.compile(Lowering.lower(Schedule.of(Gemm.of(2, 2, 2).computation()).program()));
      return c;
    } catch (UserError e) {
      assumeTrue(System.getenv("RIDGELINE_REQUIRE_ALL") != null, e.getMessage());
      throw e;
    }
  }

  private static boolean suits(GemmVariant variant, Gemm g, TargetTraits t) {
    return switch (variant) {
      case DEFINITION, PANELS -> true;
      // one term is never worth a copy of the factors
      case PACK_B, PACK_BOTH -> g.k() > 1;
      case ROWS -> Math.max(g.m(), g.n()) > 1 && GemmChoice.isVector(g) && GemmChoice.along(g);
      case DOTS -> GemmChoice.isVector(g) && g.k() > 1 && !GemmChoice.rowsAlongResult(g);
      case OUTER -> g.k() == 1 && g.n() >= t.lanes();
      case DIRECT -> g.n() > 1 && GemmChoice.readable(g, t);
    };
  }

  private static Gemm draw(GemmVariant variant, SplittableRandom random) {
    boolean vector = variant == GemmVariant.ROWS || variant == GemmVariant.DOTS;
    boolean row = random.nextBoolean();
    int m = vector && row ? 1 : ODD[random.nextInt(ODD.length)];
    int n = vector && !row ? 1 : ODD[random.nextInt(ODD.length)];
    int k = variant == GemmVariant.OUTER ? 1 : ODD[random.nextInt(ODD.length)];
    ActivationKind[] kinds = ActivationKind.values();
    return new Gemm(
        m,
        n,
        k,
        random.nextBoolean(),
        random.nextBoolean(),
        random.nextBoolean(),
        random.nextBoolean() ? ActivationKind.NONE : kinds[random.nextInt(kinds.length)]);
  }

  private static void check(int cases, long seed, Target target) {
    SplittableRandom random = new SplittableRandom(seed);
    for (GemmVariant variant : GemmVariant.values()) {
      for (int n = 0; n < cases; ) {
        Gemm op = draw(variant, random);
        int threads = 1 + random.nextInt(3);
        TargetTraits traits = TargetTraits.of(target.name(), target.vectorBytes(), threads);
        if (suits(variant, op, traits)) {
          check(op, GemmTemplate.by(variant, op, traits), target, threads, variant + " " + op);
          n++;
        }
      }
    }
  }

  private static void check(Gemm op, Schedule schedule, Target target, int threads, String what) {
    Verifier.check(schedule.program(), Level.BLOCKS);
    Program flat = Lowering.lower(schedule.program());
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    for (Buffer b : op.computation().inputs()) {
      long[] sizes = b.shape().stream().mapToLong(Integer::longValue).toArray();
      inputs.put(b.name(), Tensor.random(TensorType.f32(sizes), 1 + inputs.size()));
    }
    float[] ours = run(flat, target, threads, inputs);
    assertThat(ours).as(what).containsExactly(run(flat, new InterpreterTarget(), 1, inputs));
    assertNear(op, inputs, ours, what);
    Schedule again = Schedule.of(op.computation()).replay(schedule.trace());
    assertThat(again.program()).as("replay of " + what).isEqualTo(schedule.program());
    assertThat(Trace.parse(Trace.json(schedule.trace()), what)).isEqualTo(schedule.trace());
  }

  private static float[] run(Program flat, Target target, int threads, Map<String, Tensor> inputs) {
    try (Kernel kernel = Kernel.compile(flat, target, threads)) {
      kernel.copyIn(inputs);
      kernel.run();
      kernel.run();
      return floats(kernel.outputs().getFirst());
    }
  }

  private static float[] floats(Tensor t) {
    return t.data().toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
  }

  private static void assertNear(Gemm g, Map<String, Tensor> inputs, float[] c, String what) {
    float[] a = floats(Objects.requireNonNull(inputs.get("A")));
    float[] b = floats(Objects.requireNonNull(inputs.get("B")));
    float[] bias = g.bias() ? floats(Objects.requireNonNull(inputs.get("bias"))) : new float[0];
    for (int i = 0; i < g.m(); i++) {
      for (int j = 0; j < g.n(); j++) {
        double sum = g.bias() ? bias[j] : 0;
        double size = Math.abs(sum);
        for (int p = 0; p < g.k(); p++) {
          double x = a[g.transposeA() ? p * g.m() + i : i * g.k() + p];
          double y = b[g.transposeB() ? j * g.k() + p : p * g.n() + j];
          sum += x * y;
          size += Math.abs(x * y);
        }
        double bound = (g.k() + MORE_ROUNDINGS) * UNIT_ROUNDOFF * (1 + 2 * size);
        assertThat((double) c[i * g.n() + j])
            .as("%s at %d, %d", what, i, j)
            .isCloseTo(applied(g.activation(), sum), org.assertj.core.data.Offset.offset(bound));
      }
    }
  }

  /** The function itself, in f64; each of them is steep by at most 1.5. */
  static double applied(ActivationKind kind, double x) {
    return switch (kind) {
      case NONE -> x;
      case RELU -> Math.max(x, 0);
      case RELU6 -> Math.min(Math.max(x, 0), 6);
      case SIGMOID -> 1 / (1 + Math.exp(-x));
      case TANH -> Math.tanh(x);
      case GELU -> x * (1 + erf(x * Math.sqrt(0.5))) / 2;
      case SILU -> x / (1 + Math.exp(-x));
      case HARD_SWISH -> x * Math.min(Math.max(x + 3, 0), 6) / 6;
    };
  }

  /** By its series, which converges everywhere and loses no digits that matter up to 4. */
  private static double erf(double x) {
    if (Math.abs(x) > 4) {
      return Math.signum(x);
    }
    double term = x;
    double sum = x;
    for (int n = 1; n < 100; n++) {
      term *= -x * x / n;
      sum += term / (2 * n + 1);
    }
    return sum * 2 / Math.sqrt(Math.PI);
  }

  @Test
  void everyWayIsRightOnTheJvm() {
    check(12, 1, new JvmTarget());
  }

  @Test
  void everyWayIsRightInC() {
    check(3, 2, gcc());
  }

  @Tag("slow")
  @Test
  void everyWayIsRightAtManyMoreShapes() {
    check(100, 3, new JvmTarget());
    check(30, 4, gcc());
  }

  /** Shapes on both sides of every threshold. */
  @Test
  void theChoiceIsRightOnBothSidesOfEveryThreshold() {
    List<Gemm> shapes = new ArrayList<>();
    for (int n : new int[] {1, 2, 3, 4}) {
      shapes.add(Gemm.of(n, n, n));
      shapes.add(Gemm.of(1, n, 9));
      shapes.add(Gemm.of(n, 1, 9));
    }
    for (int m : new int[] {GemmChoice.MOST_DIRECT_ROWS, GemmChoice.MOST_DIRECT_ROWS + 1}) {
      shapes.add(Gemm.of(m, 65, 65));
    }
    for (int k : new int[] {64, 65}) {
      shapes.add(Gemm.of(11, 64, k));
    }
    for (int k : new int[] {GemmTemplate.KC, GemmTemplate.KC + 1}) {
      shapes.add(Gemm.of(129, 16, k));
    }
    for (int k : new int[] {1, 2, 127, 128}) {
      shapes.add(Gemm.of(12, 140, k));
    }
    shapes.add(Gemm.of(11, 2 * GemmTemplate.NC, 16));
    shapes.add(Gemm.of(11, 2 * GemmTemplate.NC + 1, 16));
    shapes.add(new Gemm(129, 17, 1025, true, false, true, ActivationKind.RELU));
    for (Gemm op : shapes) {
      for (String target : List.of("jvm", "c")) {
        TargetTraits traits = TargetTraits.of(target, 32, 2);
        Schedule best = GemmTemplate.best(op, traits);
        check(op, best, new JvmTarget(), 2, target + " " + GemmChoice.of(op, traits) + op);
      }
    }
  }

  @Test
  void theChoiceSaysWhichWayAndWhy() {
    assertThat(GemmTemplate.why(Gemm.of(10, 1024, 1024), TargetTraits.of("jvm", 32, 1)))
        .startsWith("direct: so few rows that B is walked through twice at most");
    assertThat(ways("jvm")).isEqualTo(WAYS_JVM);
    assertThat(ways("c")).isEqualTo(WAYS_C);
  }

  private static final String WAYS_JVM =
      "definition direct direct panels panels pack-b rows dots outer direct panels pack-b pack-b pack-both";
  private static final String WAYS_C =
      "definition direct panels panels panels pack-b rows dots outer direct panels pack-b pack-both pack-both";

  private static String ways(String target) {
    List<Gemm> shapes = new ArrayList<>();
    for (int n : new int[] {2, 8, 64, 65, 256, 512}) {
      shapes.add(Gemm.of(n, n, n));
    }
    shapes.add(Gemm.of(1, 1024, 1024));
    shapes.add(Gemm.of(1024, 1, 1024));
    shapes.add(Gemm.of(1024, 1024, 1));
    shapes.add(Gemm.of(10, 1024, 1024));
    shapes.add(Gemm.of(100, 1024, 1024));
    shapes.add(Gemm.of(1024, 100, 1024));
    shapes.add(Gemm.of(1024, 1024, 1024));
    shapes.add(new Gemm(1024, 100, 1024, true, false, false, ActivationKind.NONE));
    List<String> ways = new ArrayList<>();
    for (Gemm op : shapes) {
      ways.add(GemmChoice.of(op, TargetTraits.of(target, 32, 1)).variant().label());
    }
    return String.join(" ", ways);
  }
}
