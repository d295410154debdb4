package dev.ridgeline.app.roofline;

import dev.ridgeline.app.model.Binding;
import dev.ridgeline.app.model.ModelArgument;
import dev.ridgeline.core.cost.CostAnalysis;
import dev.ridgeline.core.cost.Ledger;
import dev.ridgeline.core.cost.Traffic;
import dev.ridgeline.measure.machine.MachineProfile;
import dev.ridgeline.measure.roofline.Roofline;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Places models on the measured roof of a machine and on those of catalogue chips. */
public final class RooflineStudy {
  private final MachineProfile profile;
  private final Traffic.Model traffic;
  private final List<Roofline> roofs = new ArrayList<>();
  private final List<Prediction> predictions = new ArrayList<>();
  private final List<Placement> measured = new ArrayList<>();
  private final int threads;

  /** A study on the roof of {@code profile} with this number of threads. */
  public RooflineStudy(MachineProfile profile, int threads, Traffic.Model traffic) {
    this.profile = profile;
    this.threads = threads;
    this.traffic = traffic;
    roofs.add(Roofs.measured(profile, threads));
  }

  /** Adds the roof of a chip; models added later are predicted on it, too. */
  public void add(Roofline roof) {
    roofs.add(roof);
  }

  /** Adds a model at a batch, with those of the timings that are of it. */
  public void add(ModelArgument model, long batch, Map<String, Long> sizes, List<Timing> timings) {
    Ledger ledger = CostAnalysis.of(model.bind(new Binding(batch, sizes)));
    for (Roofline roof : roofs) {
      predictions.add(Prediction.of(ledger, batch, roof, traffic));
    }
    Roofline own = roofs.getFirst();
    Prediction prediction = Prediction.of(ledger, batch, own, traffic);
    long sequence = model.sequence().orElse(0);
    Map<Timing, String> falling = FallingLatency.reasons(timings);
    timings.stream()
        .filter(t ->
            t.model().equals(model.name())
                && t.batch() == batch
                && t.sequence() == sequence
                && t.threads() == threads)
        .forEach(t ->
            measured.add(
                Placement.of(t, ledger, prediction, own, profile.cpu().lastLevelCacheBytes())
                    .orSuspect(falling.getOrDefault(t, ""))));
  }

  public RooflineResult result() {
    return new RooflineResult(
        profile.machine(),
        threads,
        traffic.name().toLowerCase(Locale.ROOT),
        roofs,
        predictions,
        measured);
  }
}
