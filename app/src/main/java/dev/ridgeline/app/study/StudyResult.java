package dev.ridgeline.app.study;

import dev.ridgeline.app.study.Correlations.Correlation;
import dev.ridgeline.app.study.Predictor.Fit;
import dev.ridgeline.app.study.Predictor.Judged;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What measured cases tell.
 *
 * @param cases the cases, counted; each model and batch once
 * @param measured their times
 * @param correlations at each batch
 * @param mispredicted models whose time their FLOPs do not tell
 * @param judged the predictor on architectures that it has not seen
 * @param fits the predictor on all
 */
public record StudyResult(
    List<StudyCase> cases,
    List<MeasuredCase> measured,
    List<Correlation> correlations,
    List<Misprediction> mispredicted,
    List<Judged> judged,
    List<Fit> fits) {
  static final String SCHEMA = "ridgeline.study/1";

  /** Copies the lists. */
  public StudyResult {
    cases = List.copyOf(cases);
    measured = List.copyOf(measured);
    correlations = List.copyOf(correlations);
    mispredicted = List.copyOf(mispredicted);
    judged = List.copyOf(judged);
    fits = List.copyOf(fits);
  }

  /** Computes everything from measured cases; intervals are drawn from the seed. */
  public static StudyResult of(List<MeasuredCase> measured, long seed) {
    return new StudyResult(
        measured.stream().map(MeasuredCase::what).distinct().toList(),
        measured,
        Correlations.of(measured, seed),
        Misprediction.of(measured),
        Predictor.judge(measured),
        Predictor.fits(measured));
  }

  /** By the names that {@code --json} gives. */
  public Map<String, Object> json(String machine, long seed) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("schema", SCHEMA);
    json.put("machine", machine);
    json.put("seed", seed);
    json.put("confidence", Correlations.CONFIDENCE);
    json.put("correlations", correlations);
    json.put("mispredicted", mispredicted);
    Map<String, Object> predictor = new LinkedHashMap<>();
    predictor.put("medianError", Predictor.medianError(judged, false));
    predictor.put("medianErrorByFlops", Predictor.medianError(judged, true));
    predictor.put("heldOut", judged);
    predictor.put("fits", fits);
    json.put("predictor", predictor);
    List<Map<String, Object>> rows = new ArrayList<>();
    cases.forEach(c -> rows.add(shares(c)));
    json.put("models", rows);
    return json;
  }

  private static Map<String, Object> shares(StudyCase c) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("model", c.model());
    row.put("batch", c.batch());
    row.put("forwardFlopShares", shares(c.forwardFlops()));
    row.put("backwardFlopShares", shares(c.backwardFlops()));
    row.put("forwardByteShares", shares(c.forwardBytes()));
    row.put("backwardByteShares", shares(c.backwardBytes()));
    row.put("roofTimeShares", shares(c.roofMillis()));
    row.put("backwardToForwardFlops", c.backwardToForward());
    return row;
  }

  private static Map<String, Double> shares(Map<LayerFamily, Double> parts) {
    double all = StudyCase.sum(parts);
    Map<String, Double> shares = new LinkedHashMap<>();
    parts.forEach((family, part) -> {
      if (part > 0) {
        shares.put(family.title(), part / all);
      }
    });
    return shares;
  }
}
