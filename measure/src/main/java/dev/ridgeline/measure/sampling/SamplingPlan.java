package dev.ridgeline.measure.sampling;

import java.time.Duration;

/**
 * How a workload is sampled.
 *
 * @param minSamples samples that are taken at least, and clean ones that a clean result needs
 * @param maxSamples samples that are taken at most
 * @param minSampleNanos a sample repeats the workload until it lasts at least this long; 0 for one
 *     run a sample, which is what percentiles of a latency need
 * @param targetUncertainty sampling stops when the median is known to this fraction (see {@link
 *     Percentiles#medianUncertainty})
 * @param warmUpNanos warm-up ends when the workload is steady, and after this time at the latest
 * @param maxNanos sampling ends after this time at the latest, warm-up not counted
 * @param windowNanos the system's load is judged over windows of at least this length
 * @param busyThreads CPUs that the workload keeps busy from start to end of a run; 0 if unknown,
 *     and then its CPU time is not held against its wall time
 * @param onCallingThread whether the whole work happens on the thread that calls, so that its CPU
 *     time can be held against the wall time sample by sample
 */
public record SamplingPlan(
    int minSamples,
    int maxSamples,
    long minSampleNanos,
    double targetUncertainty,
    long warmUpNanos,
    long maxNanos,
    long windowNanos,
    int busyThreads,
    boolean onCallingThread) {

  /** Checks the ranges. */
  public SamplingPlan {
    require(minSamples >= 1, "minSamples", minSamples, "at least 1");
    require(maxSamples >= minSamples, "maxSamples", maxSamples, "at least minSamples");
    require(maxSamples <= 1_000_000, "maxSamples", maxSamples, "at most 1000000");
    require(minSampleNanos >= 0, "minSampleNanos", minSampleNanos, "at least 0");
    require(targetUncertainty >= 0, "targetUncertainty", targetUncertainty, "at least 0");
    require(warmUpNanos >= 0, "warmUpNanos", warmUpNanos, "at least 0");
    require(maxNanos >= 0, "maxNanos", maxNanos, "at least 0");
    require(windowNanos >= 0, "windowNanos", windowNanos, "at least 0");
    require(busyThreads >= 0, "busyThreads", busyThreads, "at least 0");
  }

  /**
   * A plan for a model or kernel whose latencies are wanted: one run a sample, at least 10 samples
   * and at most 1,000, the median known to 1 %, no assumption on its threads.
   */
  public static SamplingPlan latency(Duration warmUp, Duration budget) {
    return new SamplingPlan(
        10, 1_000, 0, 0.01, warmUp.toNanos(), budget.toNanos(), 100_000_000, 0, false);
  }

  /**
   * A plan for a short kernel whose rate is wanted: samples of at least 2 ms, at least 10 and at
   * most 1,000, the median known to 0.5 %, on the calling thread.
   */
  public static SamplingPlan rate(Duration warmUp, Duration budget) {
    return new SamplingPlan(
        10, 1_000, 2_000_000, 0.005, warmUp.toNanos(), budget.toNanos(), 100_000_000, 1, true);
  }

  /** The same plan for a workload that keeps this many threads of a pool busy. */
  public SamplingPlan onPool(int threads) {
    return new SamplingPlan(
        minSamples,
        maxSamples,
        minSampleNanos,
        targetUncertainty,
        warmUpNanos,
        maxNanos,
        windowNanos,
        threads,
        false);
  }

  /** The same plan with other bounds on the number of samples. */
  public SamplingPlan withSamples(int min, int max) {
    return new SamplingPlan(
        min,
        max,
        minSampleNanos,
        targetUncertainty,
        warmUpNanos,
        maxNanos,
        windowNanos,
        busyThreads,
        onCallingThread);
  }

  /** The same plan with samples of another least length. */
  public SamplingPlan withMinSampleNanos(long nanos) {
    return new SamplingPlan(
        minSamples,
        maxSamples,
        nanos,
        targetUncertainty,
        warmUpNanos,
        maxNanos,
        windowNanos,
        busyThreads,
        onCallingThread);
  }

  private static void require(boolean holds, String name, Number given, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(name + " is " + given + ", allowed is " + allowed);
    }
  }
}
