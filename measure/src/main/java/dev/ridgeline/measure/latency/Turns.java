package dev.ridgeline.measure.latency;

import dev.ridgeline.measure.sampling.SamplingPlan;
import java.time.Duration;
import java.util.Collection;

/**
 * Shares the time of a session among the turns that are still to come. A first turn weighs as much
 * as two later ones, because the warm-up is in it.
 */
final class Turns {
  private static final double WARM_UP_SHARE = 0.4;
  private static final int LEAST_RUNS_PER_TURN = 3;

  private final SessionPlan plan;
  private final long deadlineNanos;

  /** Turns that end by this time; {@link Long#MAX_VALUE} for no bound. */
  Turns(SessionPlan plan, long deadlineNanos) {
    this.plan = plan;
    this.deadlineNanos = deadlineNanos;
  }

  double leftNanos(long now) {
    return deadlineNanos == Long.MAX_VALUE ? Double.MAX_VALUE : deadlineNanos - (double) now;
  }

  /**
   * How the next turn of {@code next} is sampled.
   *
   * @param pending every entry that still has turns, {@code next} among them
   * @param runNanos expected time of one of its runs
   * @param slowdown how much slower than expected the machine is
   */
  SamplingPlan plan(
      Entry next, Collection<Entry> pending, double runNanos, double slowdown, long now) {
    boolean first = next.rounds() == 0;
    double warmUp = first ? plan.warmUp().toNanos() : 0;
    double slice = Math.max((double) plan.slice().toNanos(), LEAST_RUNS_PER_TURN * runNanos);
    if (deadlineNanos != Long.MAX_VALUE) {
      double share = share(next, pending, slowdown, now) - runNanos;
      warmUp = Math.clamp(WARM_UP_SHARE * share, 0, warmUp);
      slice = Math.clamp(share - warmUp, 0, slice);
    }
    return SamplingPlan.latency(Duration.ofNanos((long) warmUp), Duration.ofNanos((long) slice))
        .withSamples(SessionPlan.MIN_SAMPLES, SessionPlan.MAX_SAMPLES);
  }

  private double share(Entry next, Collection<Entry> pending, double slowdown, long now) {
    double weights = 0;
    double loading = 0;
    for (Entry entry : pending) {
      weights += plan.rounds() - entry.rounds() + (entry.rounds() == 0 ? 1 : 0);
      loading += entry.loaded() ? 0 : entry.candidate().loadNanos() * slowdown;
    }
    double weight = next.rounds() == 0 ? 2 : 1;
    return (leftNanos(now) - loading) * weight / weights;
  }
}
