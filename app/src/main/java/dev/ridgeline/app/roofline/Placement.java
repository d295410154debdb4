package dev.ridgeline.app.roofline;

import dev.ridgeline.core.cost.Ledger;
import dev.ridgeline.core.cost.Traffic;
import dev.ridgeline.measure.check.TableChecks;
import dev.ridgeline.measure.roofline.Roofline;
import java.util.Optional;

/**
 * Where a measured time puts a model on the roof of the machine that it was measured on.
 *
 * @param timing the measurement
 * @param flopsPerByte operational intensity under the prediction's traffic model
 * @param gigaflops 10^9 operations of convolutions and matrix products a second
 * @param shareOfRoof of what the roof allows at that intensity
 * @param timesPredicted measured time over the least time that the roof allows, layer by layer
 * @param suspect why the point cannot be taken as it stands; empty where it can
 */
public record Placement(
    Timing timing,
    double flopsPerByte,
    double gigaflops,
    double shareOfRoof,
    double timesPredicted,
    String suspect) {
  /** Two measurements of one machine may differ by this much: the roof's and the point's. */
  static final double TOLERANCE = TableChecks.ROOF_TOLERANCE;

  /**
   * Places a measurement.
   *
   * @param ledger the model at the batch that was measured
   * @param prediction of the same model on the same roof
   * @param cacheBytes the last-level cache, 0 if unknown
   */
  public static Placement of(
      Timing timing, Ledger ledger, Prediction prediction, Roofline roof, long cacheBytes) {
    double gigaflops = prediction.flops() / (timing.medianMillis() * 1e6);
    double attainable = roof.attainable(prediction.flopsPerByte());
    String suspect =
        impossible(gigaflops, ledger, prediction, roof, cacheBytes)
            .or(() ->
                timing.contended()
                    ? Optional.of("other work ran on the machine while it was measured")
                    : Optional.empty())
            .orElse("");
    return new Placement(
        timing,
        prediction.flopsPerByte(),
        gigaflops,
        gigaflops / attainable,
        timing.medianMillis() / prediction.millis(),
        suspect);
  }

  /** The same, suspect for this reason where it is not for another; empty for none. */
  Placement orSuspect(String reason) {
    return suspect.isEmpty() && !reason.isEmpty()
        ? new Placement(timing, flopsPerByte, gigaflops, shareOfRoof, timesPredicted, reason)
        : this;
  }

  private static Optional<String> impossible(
      double gigaflops, Ledger ledger, Prediction prediction, Roofline roof, long cacheBytes) {
    if (gigaflops > (1 + TOLERANCE) * roof.compute().gigaflops()) {
      return Optional.of(
          "%.3g GFLOP/s is above the measured peak of %.3g: the peak or the time is wrong, or the engine computes less than the count"
              .formatted(gigaflops, roof.compute().gigaflops()));
    }
    if (gigaflops <= (1 + TOLERANCE) * roof.attainable(prediction.flopsPerByte())) {
      return Optional.empty();
    }
    long workingSet = Math.addExact(ledger.weightBytes(), ledger.forward().peakActivationBytes());
    boolean fitsCache = workingSet <= cacheBytes;
    boolean ideal =
        gigaflops
            <= (1 + TOLERANCE) * roof.attainable(ledger.forward().intensity(Traffic.Model.IDEAL));
    return Optional.of(
        fitsCache
            ? "above the main-memory roof: its working set of %.3g MB fits in the last-level cache, so its bytes need not cross"
                .formatted(workingSet / 1e6)
            : ideal
                ? "above the main-memory roof at this intensity: caches keep activations that the traffic model sends to memory"
                : "above the main-memory roof even if every weight crossed only once: bandwidth or time is wrong");
  }
}
