package dev.ridgeline.app.study;

import dev.ridgeline.app.model.ModelArgument;
import dev.ridgeline.app.roofline.FallingLatency;
import dev.ridgeline.app.roofline.Timing;
import dev.ridgeline.measure.check.TableChecks;
import dev.ridgeline.measure.roofline.Roofline;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Measured times with the counts of what was measured, suspects marked. */
public final class MeasuredCases {
  private static final double SUSPECT_SHARE = 1 + TableChecks.ROOF_TOLERANCE;

  private MeasuredCases() {}

  /**
   * Counts what was measured.
   *
   * @param models finds the model of a timing
   */
  public static List<MeasuredCase> of(
      List<Timing> timings, Function<Timing, ModelArgument> models, Roofline roof) {
    Map<List<Object>, StudyCase> counted = new HashMap<>();
    Map<Timing, String> falling = FallingLatency.reasons(timings);
    List<MeasuredCase> cases = new ArrayList<>();
    for (Timing t : timings) {
      StudyCase what =
          counted.computeIfAbsent(
              List.of(t.model(), t.batch(), t.sequence()),
              _ -> StudyCase.of(models.apply(t), t.batch(), roof));
      double rate = what.flops() / (t.medianMillis() * 1e6);
      String suspect =
          rate > SUSPECT_SHARE * roof.compute().gigaflops()
              ? "above the measured peak"
              : t.contended()
                  ? "other work ran on the machine while it was measured"
                  : falling.getOrDefault(t, "");
      cases.add(new MeasuredCase(what, t.engine(), t.medianMillis(), suspect));
    }
    return cases;
  }
}
