package dev.ridgeline.measure.sampling;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Times a workload: a first cold run apart, a warm-up until it is steady, then samples until the
 * median is known as well as the plan asks for.
 *
 * <p>The load of the system is looked at before and after every window of samples. The samples of a
 * window in which others used the CPUs are dropped, and so is every sample whose thread had less
 * CPU time than wall time. If the time is up before the plan's least number of clean samples was
 * had, the dropped ones are used after all and the result is marked contended. Samples are never
 * dropped for their own value.
 *
 * <p>Not thread-safe; a process measures one thing at a time.
 */
public final class Sampler {
  private static final int MAX_RUNS_PER_SAMPLE = 1 << 30;

  private final Clock clock;
  private final LoadProbe load;

  Sampler(Clock clock, LoadProbe load) {
    this.clock = clock;
    this.load = load;
  }

  /** A sampler by the system's clock and load. */
  public static Sampler system() {
    return new Sampler(Clock.system(), SystemLoadProbe.system());
  }

  /** Samples the workload by the plan; what the workload throws is passed on. */
  public Samples sample(SamplingPlan plan, Workload workload) {
    long begin = clock.nanos();
    workload.run();
    double firstRun = clock.nanos() - begin;
    WarmUp warmUp = warmUp(plan, workload, begin);
    Collected collected = collect(plan, workload, warmUp.runsPerSample());
    boolean clean = collected.clean.size() >= plan.minSamples() || collected.dropped.isEmpty();
    List<Double> kept = new ArrayList<>(collected.clean);
    if (!clean) {
      kept.addAll(collected.dropped);
    }
    return new Samples(
        kept,
        warmUp.runsPerSample(),
        firstRun,
        1 + warmUp.runs(),
        warmUp.nanos(),
        warmUp.steady(),
        clean ? collected.dropped.size() : 0,
        collected.seen,
        !clean,
        clock.source(),
        collected.stop);
  }

  private record WarmUp(int runsPerSample, long runs, double nanos, boolean steady) {}

  private WarmUp warmUp(SamplingPlan plan, Workload workload, long begin) {
    SteadyState steady = new SteadyState();
    int runsPerSample = 1;
    long runs = 0;
    while (!steady.reached() && clock.nanos() - begin < plan.warmUpNanos()) {
      double nanos = time(workload, runsPerSample);
      runs += runsPerSample;
      if (nanos < plan.minSampleNanos() && runsPerSample < MAX_RUNS_PER_SAMPLE) {
        runsPerSample = grow(runsPerSample, nanos, plan.minSampleNanos());
        steady = new SteadyState();
      } else {
        steady.add(nanos / runsPerSample);
      }
    }
    return new WarmUp(runsPerSample, runs, clock.nanos() - (double) begin, steady.reached());
  }

  /** Runs a sample for the wanted time, at most ten times as many as before. */
  private static int grow(int runs, double nanos, long wanted) {
    double factor = nanos <= 0 ? 10 : Math.clamp(1.1 * wanted / nanos, 1.1, 10);
    return (int) Math.min(MAX_RUNS_PER_SAMPLE, Math.ceil(runs * factor));
  }

  private static final class Collected {
    final List<Double> clean = new ArrayList<>();
    final List<Double> dropped = new ArrayList<>();
    final Set<Contention> seen = EnumSet.noneOf(Contention.class);
    StopReason stop = StopReason.TIME_LIMIT;

    int taken() {
      return clean.size() + dropped.size();
    }
  }

  private Collected collect(SamplingPlan plan, Workload workload, int runsPerSample) {
    Collected collected = new Collected();
    long begin = clock.nanos();
    do {
      sampleWindow(plan, workload, runsPerSample, begin, collected);
      if (known(plan, collected.clean)) {
        collected.stop = StopReason.SPREAD_KNOWN;
        return collected;
      }
      if (collected.taken() >= plan.maxSamples()) {
        collected.stop = StopReason.SAMPLE_LIMIT;
        return collected;
      }
    } while (clock.nanos() - begin < plan.maxNanos() || collected.taken() == 0);
    return collected;
  }

  private static boolean known(SamplingPlan plan, List<Double> clean) {
    return clean.size() >= plan.minSamples()
        && Percentiles.of(clean).medianUncertainty() <= plan.targetUncertainty();
  }

  private void sampleWindow(
      SamplingPlan plan, Workload workload, int runsPerSample, long begin, Collected collected) {
    List<Double> window = new ArrayList<>();
    LoadSnapshot before = load.snapshot();
    long windowBegin = clock.nanos();
    do {
      long cpu = plan.onCallingThread() ? load.threadCpuNanos() : -1;
      double nanos = time(workload, runsPerSample);
      long cpuAfter = cpu < 0 ? -1 : load.threadCpuNanos();
      double perRun = nanos / runsPerSample;
      if (cpu >= 0 && cpuAfter - cpu < LoadProbe.LEAST_CPU_SHARE * nanos) {
        collected.seen.add(Contention.PREEMPTED);
        collected.dropped.add(perRun);
      } else {
        window.add(perRun);
      }
    } while (clock.nanos() - windowBegin < plan.windowNanos()
        && clock.nanos() - begin < plan.maxNanos()
        && collected.taken() + window.size() < plan.maxSamples());
    Set<Contention> seen = load.judge(before, load.snapshot(), plan.busyThreads());
    collected.seen.addAll(seen);
    (seen.isEmpty() ? collected.clean : collected.dropped).addAll(window);
  }

  private double time(Workload workload, int runs) {
    long begin = clock.nanos();
    for (int i = 0; i < runs; i++) {
      workload.run();
    }
    return clock.nanos() - (double) begin;
  }
}
