package dev.ridgeline.measure.machine;

import dev.ridgeline.measure.sampling.Sampler;
import dev.ridgeline.measure.sampling.Samples;
import dev.ridgeline.measure.sampling.SamplingPlan;
import dev.ridgeline.measure.sampling.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Measures peak FLOP/s with independent chains held in registers: no memory is touched in the loop.
 * Of a kernel for 16 vector registers and one for 32 the faster is taken.
 */
final class PeakProbe {
  /** Iterations of one run; about 40 microseconds on a 3 GHz core. */
  static final int ITERATIONS = 20_000;

  /** Runs of one hand-over to a team, so that the hand-over is below a thousandth of the time. */
  private static final int RUNS_PER_HAND_OVER = 50;

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

  private static PeakKernel fastest(List<PeakKernel> kernels) {
    return kernels.stream().max(Comparator.comparingDouble(PeakProbe::roughRate)).orElseThrow();
  }

  /** FLOPs per nanosecond of the best of some runs, after enough of them to be compiled. */
  private static double roughRate(PeakKernel kernel) {
    for (int i = 0; i < 200; i++) {
      kernel.run(ITERATIONS / 20);
    }
    long best = Long.MAX_VALUE;
    long until = System.nanoTime() + 60_000_000;
    while (System.nanoTime() < until) {
      long begin = System.nanoTime();
      kernel.run(ITERATIONS);
      best = Math.min(best, System.nanoTime() - begin);
    }
    return kernel.flopsPerIteration() * ITERATIONS / best;
  }
}
