package dev.ridgeline.measure.latency;

import java.time.Duration;
import java.util.Optional;

/**
 * How a session measures its candidates.
 *
 * @param budget time for all of it; without one each candidate gets its full time
 * @param rounds how many times each candidate's turn comes
 * @param memoryBytes memory that candidates may hold at the same time
 * @param warmUp longest warm-up of a candidate
 * @param slice longest time of sampling in one round
 * @param targetUncertainty a candidate whose median is known to this fraction after two rounds
 *     takes no further part
 */
public record SessionPlan(
    Optional<Duration> budget,
    int rounds,
    long memoryBytes,
    Duration warmUp,
    Duration slice,
    double targetUncertainty) {
  /** Rounds by default. */
  public static final int DEFAULT_ROUNDS = 3;

  /** Clean samples that a result needs, over all rounds, to be called clean. */
  static final int MIN_SAMPLES = 10;

  /** Most samples of one round. */
  static final int MAX_SAMPLES = 1_000;

  /** Checks the ranges. */
  public SessionPlan {
    if (rounds < 1) {
      throw new IllegalArgumentException("rounds is " + rounds + ", allowed is at least 1");
    }
    if (memoryBytes < 1) {
      throw new IllegalArgumentException("memoryBytes is " + memoryBytes + ", allowed is over 0");
    }
  }

  /**
   * Three rounds, at most 2 s of warm-up and 1.5 s of samples a round, medians known to 1 %.
   *
   * @param budget time for the session, if it is bounded
   * @param memoryBytes memory that it may use
   */
  public static SessionPlan standard(Optional<Duration> budget, long memoryBytes) {
    return new SessionPlan(
        budget, DEFAULT_ROUNDS, memoryBytes, Duration.ofSeconds(2), Duration.ofMillis(1500), 0.01);
  }
}
