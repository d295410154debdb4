package dev.ridgeline.measure.sampling;

import java.util.EnumSet;
import java.util.Set;

/** Looks at the load of the system. */
interface LoadProbe {
  /** The load now. */
  LoadSnapshot snapshot();

  /** CPU time of the calling thread in nanoseconds, negative if unknown. */
  long threadCpuNanos();

  /** CPUs of the machine. */
  int cpus();

  /** Share of one CPU that others may use, per CPU of the machine, before it counts. */
  double OTHERS_SHARE = 0.10;

  /** Counters step by 10 ms a CPU; differences up to this are no evidence. */
  long TICK_SLACK_NANOS = 25_000_000;

  /** Least CPU time over wall time of threads that are busy throughout. */
  double LEAST_CPU_SHARE = 0.95;

  /** What went on between two snapshots that may have slowed {@code busyThreads} busy threads. */
  default Set<Contention> judge(LoadSnapshot from, LoadSnapshot to, int busyThreads) {
    Set<Contention> seen = EnumSet.noneOf(Contention.class);
    long wall = to.wallNanos() - from.wallNanos();
    double allowance = Math.max(OTHERS_SHARE * cpus() * wall, TICK_SLACK_NANOS);
    long steal = to.stealNanos() - from.stealNanos();
    if (from.stealNanos() >= 0 && steal > Math.max(0.02 * cpus() * wall, 15_000_000)) {
      seen.add(Contention.STEAL);
    }
    if (to.runnable() > Math.max(cpus(), busyThreads)) {
      seen.add(Contention.RUN_QUEUE);
    }
    if (from.ownCpuNanos() < 0) {
      return seen;
    }
    long own = to.ownCpuNanos() - from.ownCpuNanos();
    if (from.busyCpuNanos() >= 0 && to.busyCpuNanos() - from.busyCpuNanos() - own > allowance) {
      seen.add(Contention.OTHER_PROCESSES);
    }
    int expected = Math.min(busyThreads, cpus());
    if (expected > 0 && expected * (double) wall - own > Math.max(0.1 * expected * wall, 0)) {
      seen.add(Contention.PREEMPTED);
    }
    return seen;
  }
}
