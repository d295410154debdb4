package dev.ridgeline.compiler.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ridgeline.compiler.c.CTarget;
import dev.ridgeline.compiler.jvm.JvmTarget;
import dev.ridgeline.compiler.lower.Lowering;
import dev.ridgeline.compiler.operator.Gemm;
import dev.ridgeline.compiler.schedule.Schedule;
import dev.ridgeline.compiler.schedule.Trace;
import dev.ridgeline.compiler.template.TargetTraits;
import dev.ridgeline.compiler.template.Templates;
import dev.ridgeline.core.UserError;
import dev.ridgeline.measure.workspace.Workspace;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A kernel's second use takes under 1 ms in the process and under 10 ms from files, making its
 * memory included. The medians are printed; as other work may go on beside, the best is what must
 * hold.
 */
final class KernelCacheTimesTest {
  private static final int RUNS = 15;
  private static final double MOST_MILLIS_IN_MEMORY = 1;
  private static final double MOST_MILLIS_FROM_FILE = 10;

  @TempDir Path folder;

  private static Target target(String name) {
    if (name.equals("jvm")) {
      return new JvmTarget();
    }
    try {
      return new CTarget();
    } catch (UserError e) {
      assumeTrue(System.getenv("RIDGELINE_REQUIRE_ALL") != null, e.getMessage());
      throw e;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"jvm", "c"})
  void theSecondUseIsQuick(String name) {
    Target target = target(name);
    double[] compiled = new double[RUNS];
    double[] stored = new double[RUNS];
    double[] known = new double[RUNS];
    for (int i = 0; i < RUNS; i++) {
      Gemm op = Gemm.of(60 + i, 70, 80);
      Schedule schedule = Templates.best(op, TargetTraits.of(name, target.vectorBytes(), 1));
      String source = op.computation() + Trace.json(schedule.trace());
      DoubleSupplier first =
          () -> millis(KernelCache.at(Workspace.at(folder), l -> {}), source, schedule, target);
      compiled[i] = first.getAsDouble();
      KernelCache later = KernelCache.at(Workspace.at(folder), l -> {});
      stored[i] = millis(later, source, schedule, target);
      known[i] = millis(later, source, schedule, target);
    }
    for (double[] times : new double[][] {compiled, stored, known}) {
      Arrays.sort(times);
    }
    System.out.printf(
        "kernels on %s: median %.1f ms compiled, %.2f ms from a file, %.3f ms in the process%n",
        name, compiled[RUNS / 2], stored[RUNS / 2], known[RUNS / 2]);
    assertThat(stored[0]).isLessThan(MOST_MILLIS_FROM_FILE);
    assertThat(known[0]).isLessThan(MOST_MILLIS_IN_MEMORY);
  }

  private static double millis(KernelCache cache, String source, Schedule schedule, Target target) {
    long begin = System.nanoTime();
    cache.kernel(source, () -> Lowering.lower(schedule.program()), target, 1).close();
    return (System.nanoTime() - begin) / 1e6;
  }
}
