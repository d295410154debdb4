package dev.ridgeline.app.roofline;

import dev.ridgeline.app.cli.Figures;
import dev.ridgeline.app.page.Chart;
import dev.ridgeline.app.page.RooflineChart;
import dev.ridgeline.app.page.RooflinePoint;
import dev.ridgeline.measure.roofline.Bound;
import dev.ridgeline.measure.roofline.MemoryRoof;
import dev.ridgeline.measure.roofline.Roofline;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The charts of a roofline study. */
public final class RooflineCharts {
  private RooflineCharts() {}

  /** Models on the machine's roof, predicted and measured. */
  public static Chart models(RooflineResult result) {
    Roofline roof = result.machineRoof();
    RooflineChart chart = roofs(roof, "Models on the roof of this machine");
    for (Prediction p : result.on(roof)) {
      chart.point(
          RooflinePoint.predicted(
              p.model(), Long.toString(p.batch()), p.flopsPerByte(), p.gigaflops()));
    }
    for (Placement p : result.measured()) {
      RooflinePoint point =
          RooflinePoint.measured(
              p.timing().model(),
              Long.toString(p.timing().batch()),
              p.flopsPerByte(),
              p.gigaflops());
      chart.point(p.suspect().isEmpty() ? point : point.suspect(p.suspect()));
    }
    return chart.finding(modelsFinding(result)).build();
  }

  /** Models on the roof of a chip, predicted. */
  public static Chart onChip(RooflineResult result, Roofline roof) {
    RooflineChart chart = roofs(roof, "Models on the roof of " + roof.name());
    List<Prediction> predictions = result.on(roof);
    for (Prediction p : predictions) {
      chart.point(
          RooflinePoint.predicted(
              p.model(), Long.toString(p.batch()), p.flopsPerByte(), p.gigaflops()));
    }
    return chart.finding(bounds(predictions, roof)).build();
  }

  /** The layers of one model on a roof, coloured by operator. */
  public static Chart layers(Prediction prediction, Roofline roof) {
    RooflineChart chart =
        roofs(roof, "Layers of %s, batch %d".formatted(prediction.model(), prediction.batch()))
            .labels("Layer")
            .groups("Operator");
    prediction.layers().stream()
        .filter(layer -> layer.flops() > 0 && layer.bytes() > 0)
        .forEach(layer ->
            chart.point(
                RooflinePoint.predicted(
                    layer.node(),
                    layer.operator(),
                    layer.flopsPerByte(),
                    layer.flops() / (layer.millis() * 1e6))));
    return chart.finding(layersFinding(prediction)).build();
  }

  private static RooflineChart roofs(Roofline roof, String title) {
    RooflineChart chart =
        RooflineChart.titled(title).compute(roof.compute().name(), roof.compute().gigaflops());
    for (MemoryRoof memory : roof.memories()) {
      chart.bandwidth(memory.name(), memory.gigabytesPerSecond());
    }
    return chart;
  }

  private static String bounds(List<Prediction> predictions, Roofline roof) {
    long memory = predictions.stream().filter(p -> p.bound() == Bound.MEMORY).count();
    return "At %s traffic %d of %d cases lie left of the ridge at %s FLOP/byte, where bandwidth binds."
        .formatted(
            predictions.isEmpty() ? "fused" : predictions.getFirst().traffic(),
            memory,
            predictions.size(),
            Figures.significant(roof.ridgePoint().orElse(Double.NaN)));
  }

  private static String modelsFinding(RooflineResult result) {
    String bounds = bounds(result.on(result.machineRoof()), result.machineRoof());
    List<Placement> sound = result.measured().stream().filter(p -> p.suspect().isEmpty()).toList();
    if (sound.isEmpty()) {
      return bounds
          + " No measured point is free of suspicion, so nothing is said of how near the roof they come.";
    }
    Placement best =
        sound.stream().max(Comparator.comparingDouble(Placement::shareOfRoof)).orElseThrow();
    Placement worst =
        sound.stream().min(Comparator.comparingDouble(Placement::shareOfRoof)).orElseThrow();
    return "%s Measured, %s at batch %d comes nearest to its roof with %s of it, and %s at batch %d stays furthest below with %s."
        .formatted(
            bounds,
            best.timing().model(),
            best.timing().batch(),
            Figures.percent(best.shareOfRoof()),
            worst.timing().model(),
            worst.timing().batch(),
            Figures.percent(worst.shareOfRoof()));
  }

  private static String layersFinding(Prediction prediction) {
    LayerPrediction longest =
        prediction.layers().stream()
            .max(Comparator.comparingDouble(LayerPrediction::millis))
            .orElseThrow();
    return "%s of the least time of %s goes to layers that bandwidth binds; the longest layer, %s, takes %s and is bound by %s."
        .formatted(
            Figures.percent(prediction.memoryBoundShare()),
            prediction.model(),
            longest.node(),
            Figures.percent(longest.millis() / prediction.millis()),
            longest.bound().name().toLowerCase(Locale.ROOT));
  }
}
