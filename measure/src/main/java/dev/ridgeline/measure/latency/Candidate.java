package dev.ridgeline.measure.latency;

/**
 * A subject that a session may measure, with what it is expected to take.
 *
 * @param name what it is called in progress and results, unique in a session
 * @param batch items that one run takes
 * @param subject what is measured
 * @param loadNanos expected time of loading
 * @param runNanos expected time of one run
 * @param bytes memory that it is expected to hold while it is loaded
 */
public record Candidate(
    String name, long batch, Subject subject, double loadNanos, double runNanos, long bytes) {
  /** Runs without which a result says little: cold, warm-up and samples. */
  static final int LEAST_RUNS = 10;

  /** Least time that measuring it is expected to take. */
  double leastNanos() {
    return loadNanos + LEAST_RUNS * runNanos;
  }
}
