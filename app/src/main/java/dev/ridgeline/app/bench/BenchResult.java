package dev.ridgeline.app.bench;

import dev.ridgeline.measure.latency.LatencyResult;
import java.util.Optional;

/**
 * What was measured of a case, or why it failed.
 *
 * @param what the case
 * @param estimatedBytes memory that it was expected to hold
 * @param latency the figures; empty if it failed
 * @param reason why it failed, in one line; empty if it did not
 */
public record BenchResult(
    BenchCase what, long estimatedBytes, Optional<LatencyResult> latency, Optional<String> reason) {
  /** Exactly one of figures and reason is there. */
  public BenchResult {
    if (latency.isPresent() == reason.isPresent()) {
      throw new IllegalArgumentException("either figures or a reason is needed");
    }
  }
}
