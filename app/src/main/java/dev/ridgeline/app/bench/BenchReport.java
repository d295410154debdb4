package dev.ridgeline.app.bench;

import dev.ridgeline.measure.check.Finding;
import dev.ridgeline.measure.check.MeasuredRow;
import dev.ridgeline.measure.check.MeasuredTable;
import dev.ridgeline.measure.check.TableChecks;
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
   * Results that cannot all be right, in one line each: {@link TableChecks} on the measured cases.
   */
  public List<String> suspects() {
    List<MeasuredRow> rows = new ArrayList<>();
    for (BenchResult result : results) {
      BenchCase what = result.what();
      result
          .latency()
          .ifPresent(latency ->
              rows.add(
                  MeasuredRow.latency(
                      rows.size() + 1,
                      what.model(),
                      (double) what.batch(),
                      what.engine() + " " + what.threads() + " " + what.sequence(),
                      latency.medianMillis() / 1e3,
                      latency.medianUncertainty())));
    }
    return TableChecks.fallingLatency(new MeasuredTable(rows, false, false)).stream()
        .map(Finding::text)
        .toList();
  }
}
