package dev.ridgeline.measure.latency;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Decides before a session starts which candidates it takes: those that fit in memory, and of these
 * as many as the budget holds, in their order, skipping one that is too slow for what is left.
 */
final class Admission {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double MIB = 1 << 20;

  private Admission() {}

  /** The candidates that are left out, with the reason in one line. */
  static Map<Candidate, String> leftOut(List<Candidate> candidates, SessionPlan plan) {
    Map<Candidate, String> reasons = new HashMap<>();
    double left = plan.budget().map(Duration::toNanos).orElse(Long.MAX_VALUE);
    for (Candidate candidate : candidates) {
      if (candidate.bytes() > plan.memoryBytes()) {
        reasons.put(candidate, memoryReason(candidate.bytes(), plan.memoryBytes()));
      } else if (candidate.leastNanos() > left) {
        reasons.put(candidate, budgetReason(candidate.leastNanos(), left));
      } else {
        left -= candidate.leastNanos();
      }
    }
    return reasons;
  }

  static String memoryReason(long needed, long available) {
    return String.format(
        Locale.ROOT,
        "it needs about %.0f MiB of memory and %.0f MiB are available; take a smaller batch, or allow more with --memory-limit",
        needed / MIB,
        available / MIB);
  }

  static String budgetReason(double neededNanos, double leftNanos) {
    return String.format(
        Locale.ROOT,
        "it needs about %.1f s and %.1f s of the budget were left; raise --budget",
        neededNanos / NANOS_PER_SECOND,
        Math.max(0, leftNanos) / NANOS_PER_SECOND);
  }
}
