package dev.ridgeline.app.study;

import dev.ridgeline.measure.sampling.Percentiles;
import dev.ridgeline.measure.statistics.NonNegativeFit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Predicts latency before it is measured, and is judged on architectures that it has not seen.
 *
 * <p><b>Formula.</b> {@code t = sum_f r_f / e_f + n l}: r_f is the time that the roof allows the
 * layers of family f, layer by layer at eager traffic, e_f the efficiency of that family, n the
 * number of layers and l the time that one costs by itself. The efficiencies and l are fitted to
 * the measured times of other architectures by {@link NonNegativeFit}, for each engine and batch by
 * itself. The predictor beside it has FLOPs alone: {@code t = c FLOPs}.
 *
 * <p>Where the other architectures say little of a family, its efficiency is drawn towards a usual
 * one of CPUs: 0.8 for convolutions and products, 0.3 for grouped and depthwise ones, 0.5 for the
 * rest.
 *
 * <p><b>Limits.</b> It knows no layer's shape beyond its work and bytes. The usual efficiencies
 * were chosen with results of one machine in view, two threads of a server CPU.
 */
public final class Predictor {
  /** Cases of other architectures that a fit needs. */
  static final int LEAST_CASES = 8;

  /** How strongly a fit is drawn towards the usual efficiencies; 0.3 to 10 differ little. */
  private static final double PULL = 1;

  private static final double USUAL_MILLIS_PER_LAYER = 0.005;

  private Predictor() {}

  /**
   * A held-out case.
   *
   * @param predictedMillis by layers, fitted on other architectures
   * @param flopsMillis by FLOPs alone, fitted on the same
   * @param error predicted over measured, less 1
   * @param flopsError the same by FLOPs
   */
  public record Judged(
      String model,
      String family,
      long batch,
      String engine,
      double measuredMillis,
      double predictedMillis,
      double flopsMillis,
      double error,
      double flopsError) {}

  /**
   * What a fit of all cases of an engine and batch says.
   *
   * @param efficiency share of the roof that a family reaches, where it costs anything
   * @param microsPerLayer what a layer costs by itself
   */
  public record Fit(
      String engine, long batch, Map<LayerFamily, Double> efficiency, double microsPerLayer) {}

  /** Every case predicted from those of other architectures, none that is suspect. */
  public static List<Judged> judge(List<MeasuredCase> cases) {
    List<Judged> judged = new ArrayList<>();
    for (MeasuredCase held : cases) {
      List<MeasuredCase> others =
          alike(cases, held).stream()
              .filter(c -> !c.what().family().equals(held.what().family()))
              .toList();
      if (held.suspect().isEmpty() && others.size() >= LEAST_CASES) {
        double layers = predicted(held, others, (c, _) -> c.what().features());
        double flops = predicted(held, others, (c, _) -> new double[] {c.what().flops()});
        judged.add(
            new Judged(
                held.what().model(),
                held.what().family(),
                held.what().batch(),
                held.engine(),
                held.millis(),
                layers,
                flops,
                layers / held.millis() - 1,
                flops / held.millis() - 1));
      }
    }
    return judged;
  }

  private static List<MeasuredCase> alike(List<MeasuredCase> cases, MeasuredCase to) {
    return cases.stream()
        .filter(c ->
            c.suspect().isEmpty()
                && c.engine().equals(to.engine())
                && c.what().batch() == to.what().batch())
        .toList();
  }

  private static double predicted(
      MeasuredCase held,
      List<MeasuredCase> others,
      BiFunction<MeasuredCase, Integer, double[]> features) {
    return NonNegativeFit.dot(features.apply(held, 0), coefficients(others, features));
  }

  private static double[] coefficients(
      List<MeasuredCase> cases, BiFunction<MeasuredCase, Integer, double[]> features) {
    double[][] x = cases.stream().map(c -> features.apply(c, 0)).toArray(double[][]::new);
    double[] millis = cases.stream().mapToDouble(MeasuredCase::millis).toArray();
    return x[0].length == 1
        ? NonNegativeFit.of(x, millis)
        : NonNegativeFit.of(x, millis, expected(), PULL);
  }

  /** What layers cost before anything is measured: their families' usual efficiencies. */
  private static double[] expected() {
    List<LayerFamily> families = Arrays.asList(LayerFamily.values());
    double[] expected = new double[families.size() + 1];
    for (int f = 0; f < families.size(); f++) {
      expected[f] = 1 / usualEfficiency(families.get(f));
    }
    expected[families.size()] = USUAL_MILLIS_PER_LAYER;
    return expected;
  }

  private static double usualEfficiency(LayerFamily family) {
    return switch (family) {
      case SPATIAL, POINTWISE, PRODUCT -> 0.8;
      case GROUPED, DEPTHWISE -> 0.3;
      case NORMALISATION, POOLING, ELEMENTWISE, MOVEMENT -> 0.5;
    };
  }

  /** The fits of all cases, by engine and batch. */
  public static List<Fit> fits(List<MeasuredCase> cases) {
    Map<String, Fit> fits = new LinkedHashMap<>();
    for (MeasuredCase one : cases) {
      List<MeasuredCase> alike = alike(cases, one);
      String key = one.engine() + " " + one.what().batch();
      if (alike.size() >= LEAST_CASES && !fits.containsKey(key)) {
        double[] found = coefficients(alike, (c, _) -> c.what().features());
        Map<LayerFamily, Double> efficiency = new LinkedHashMap<>();
        List<LayerFamily> families = Arrays.asList(LayerFamily.values());
        for (int f = 0; f < families.size(); f++) {
          if (found[f] > 0) {
            efficiency.put(families.get(f), 1 / found[f]);
          }
        }
        fits.put(
            key,
            new Fit(one.engine(), one.what().batch(), efficiency, 1e3 * found[families.size()]));
      }
    }
    return List.copyOf(fits.values());
  }

  /** The median of the sizes of the errors. */
  public static double medianError(List<Judged> judged, boolean byFlops) {
    return judged.isEmpty()
        ? Double.NaN
        : Percentiles.of(
                judged.stream().map(j -> Math.abs(byFlops ? j.flopsError() : j.error())).toList())
            .median();
  }
}
