package dev.ridgeline.measure.machine;

import dev.ridgeline.measure.sampling.Sampler;
import dev.ridgeline.measure.sampling.Samples;
import dev.ridgeline.measure.sampling.SamplingPlan;
import dev.ridgeline.measure.sampling.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures peak FLOP/s with independent chains held in registers: no memory is touched in the loop.
 * Of a kernel for 16 vector registers and one for 32 the faster is taken.
 */
final class PeakProbe {
  /** Iterations of one run; about 40 microseconds on a 3 GHz core. */
  static final int ITERATIONS = 20_000;

  /** Runs of one hand-over to a team, so that the hand-over is below a thousandth of the time. */
  private static final int RUNS_PER_HAND_OVER = 50;

  /**
   * FLOPs per nanosecond that no interpreted or half-compiled loop reaches, since it makes an
   * object of every vector, and every compiled one does.
   */
  private static final double COMPILED_RATE = 2;

  /** Longest wait for the compiler, on a machine that is busy with other things. */
  private static final long COMPILE_NANOS = 20_000_000_000L;

  private static final String EXCLUDES =
      "warm-up and compilation; hand-over to the threads and loop overhead are included";

  private final Sampler sampler;

  PeakProbe(Sampler sampler) {
    this.sampler = sampler;
  }

  /** Measures with all threads of the team. */
  Peak measure(ThreadTeam team, String dtype, Mix mix, SamplingPlan plan) {
    return team.lead(() -> onLead(team, dtype, mix, plan));
  }

  private Peak onLead(ThreadTeam team, String dtype, Mix mix, SamplingPlan plan) {
    PeakKernel kernel = fastest(variants(dtype, mix));
    int threads = team.size();
    List<PeakKernel> kernels = new ArrayList<>(List.of(kernel));
    for (int member = 1; member < threads; member++) {
      kernels.add(kernel.forAnotherThread());
    }
    int runs = threads == 1 ? 1 : RUNS_PER_HAND_OVER;
    Workload workload =
        threads == 1
            ? () -> kernel.run(ITERATIONS)
            : () -> team.all(member -> repeat(kernels.get(member), runs));
    Samples samples = sampler.sample(threads == 1 ? plan : plan.onPool(threads), workload);
    double flops = kernel.flopsPerIteration() * ITERATIONS * runs * threads;
    boolean verified = kernels.stream().allMatch(k -> k.verify(ITERATIONS));
    return new Peak(
        dtype,
        mix,
        threads,
        flops / samples.medianNanos(),
        flops / samples.bestNanos(),
        samples.percentiles().spread(),
        kernel.lanes() * (dtype.equals("f32") ? 32 : 64),
        kernel.fmaChains(),
        kernel.addChains(),
        team.isPinned(),
        verified,
        samples.summary(EXCLUDES));
  }

  private static void repeat(PeakKernel kernel, int runs) {
    for (int i = 0; i < runs; i++) {
      kernel.run(ITERATIONS);
    }
  }

  static List<PeakKernel> variants(String dtype, Mix mix) {
    return switch (dtype) {
      case "f32" -> List.of(new FloatPeakKernel(mix, false), new FloatPeakKernel(mix, true));
      case "f64" -> List.of(new DoublePeakKernel(mix, false), new DoublePeakKernel(mix, true));
      default ->
          throw new IllegalArgumentException("dtype '" + dtype + "' given, f32 or f64 is allowed");
    };
  }

  static PeakKernel fastest(List<PeakKernel> kernels) {
    return kernels.stream().max(Comparator.comparingDouble(PeakProbe::roughRate)).orElseThrow();
  }

  /** FLOPs per nanosecond of the best of some runs, after it is compiled. */
  private static double roughRate(PeakKernel kernel) {
    long patience = System.nanoTime() + COMPILE_NANOS;
    while (bestRate(kernel, ITERATIONS / 20, 5_000_000) < COMPILED_RATE
        && System.nanoTime() < patience) {
      // The compiler needs a CPU, and this thread may be tied to the one that it would get.
      LockSupport.parkNanos(1_000_000);
    }
    return bestRate(kernel, ITERATIONS, 40_000_000);
  }

  private static double bestRate(PeakKernel kernel, int iterations, long nanos) {
    long best = Long.MAX_VALUE;
    long until = System.nanoTime() + nanos;
    do {
      long begin = System.nanoTime();
      kernel.run(iterations);
      best = Math.min(best, System.nanoTime() - begin);
    } while (System.nanoTime() < until);
    return kernel.flopsPerIteration() * iterations / best;
  }
}
