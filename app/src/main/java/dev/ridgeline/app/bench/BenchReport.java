package dev.ridgeline.app.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * What a session gave.
 *
 * @param results measured and failed cases, in the order of the request
 * @param leftOut cases that were not tried
 * @param elapsedSeconds time that it took
 */
public record BenchReport(List<BenchResult> results, List<LeftOut> leftOut, double elapsedSeconds) {
  /** A case that was not tried and why, in one line. */
  public record LeftOut(BenchCase what, String reason) {}

  /** Copies the lists. */
  public BenchReport {
    results = List.copyOf(results);
    leftOut = List.copyOf(leftOut);
  }

  /** Whether anything was measured. */
  public boolean measuredAny() {
    return results.stream().anyMatch(result -> result.latency().isPresent());
  }

  /**
   * Pairs of results that cannot both be right, in one line each: the same model takes less time
   * for a larger batch.
   */
  public List<String> suspects() {
    List<String> suspects = new ArrayList<>();
    for (BenchResult small : results) {
      for (BenchResult large : results) {
        if (sameButForBatch(small.what(), large.what())
            && small.what().batch() < large.what().batch()
            && millis(large) < millis(small)) {
          suspects.add(
              "%s took less time at batch %d than at batch %d; measure it again on a quiet machine"
                  .formatted(small.what().model(), large.what().batch(), small.what().batch()));
        }
      }
    }
    return suspects;
  }

  private static double millis(BenchResult result) {
    return result.latency().map(latency -> latency.medianMillis()).orElse(Double.NaN);
  }

  private static boolean sameButForBatch(BenchCase a, BenchCase b) {
    return a.equals(new BenchCase(b.model(), a.batch(), b.sequence(), b.engine(), b.threads()));
  }
}
