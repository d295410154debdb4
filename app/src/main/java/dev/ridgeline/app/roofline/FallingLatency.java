package dev.ridgeline.app.roofline;

import dev.ridgeline.measure.check.Finding;
import dev.ridgeline.measure.check.MeasuredRow;
import dev.ridgeline.measure.check.MeasuredTable;
import dev.ridgeline.measure.check.TableChecks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Timings that fall as the batch grows, so that one of two must be wrong. */
public final class FallingLatency {
  private static final double NOISE = 0.02;

  private FallingLatency() {}

  /** Why a timing is not to be trusted; those that can be are not there. */
  public static Map<Timing, String> reasons(List<Timing> timings) {
    List<MeasuredRow> rows = new ArrayList<>();
    for (Timing t : timings) {
      rows.add(
          MeasuredRow.latency(
              rows.size() + 1,
              t.model(),
              (double) t.batch(),
              t.engine() + " " + t.threads() + " " + t.sequence(),
              t.medianMillis() / 1e3,
              NOISE));
    }
    Map<Timing, String> reasons = new HashMap<>();
    for (Finding f : TableChecks.fallingLatency(new MeasuredTable(rows, false, false))) {
      f.lines().forEach(line -> reasons.put(timings.get(line - 1), f.explanation()));
    }
    return reasons;
  }
}
