package dev.ridgeline.app.roofline;

import dev.ridgeline.app.cli.Console;
import dev.ridgeline.app.cli.Figures;
import dev.ridgeline.app.cli.TextTable;
import dev.ridgeline.measure.roofline.Roofline;
import java.util.Comparator;
import java.util.Locale;

/** Models on roofs, for the terminal. */
final class RooflineText {
  private static final int LAYERS_SHOWN = 12;

  private RooflineText() {}

  static void print(RooflineResult result, boolean layers, Console console) {
    for (Roofline roof : result.roofs()) {
      roof(roof, result, layers, console);
    }
    measured(result, console);
  }

  private static void roof(Roofline roof, RooflineResult result, boolean layers, Console console) {
    console.line(
        "%s: %s GFLOP/s, %s GB/s from memory, ridge at %s FLOP/byte"
            .formatted(
                roof.name(),
                Figures.significant(roof.compute().gigaflops()),
                roof.mainMemory().map(m -> Figures.significant(m.gigabytesPerSecond())).orElse("?"),
                Figures.significant(roof.ridgePoint().orElse(Double.NaN))));
    TextTable table =
        new TextTable(
            "model",
            "batch",
            "GFLOP",
            "FLOP/byte",
            "bound by",
            "least time",
            "GFLOP/s",
            "memory-bound share of time");
    for (Prediction p : result.on(roof)) {
      table.row(
          p.model(),
          p.batch(),
          Figures.significant(p.flops() / 1e9),
          Figures.significant(p.flopsPerByte()),
          p.bound().name().toLowerCase(Locale.ROOT),
          Figures.nanos(p.millis() * 1e6),
          Figures.significant(p.gigaflops()),
          Figures.percent(p.memoryBoundShare()));
    }
    table.print(console);
    console.line(
        "  predicted: the sum over layers of max(FLOPs / peak, bytes / bandwidth), "
            + result.traffic()
            + " traffic; a bound, not a measurement");
    console.line("");
    if (layers) {
      result.on(roof).forEach(p -> layers(p, console));
    }
  }

  private static void layers(Prediction prediction, Console console) {
    console.line(
        "  the %d longest of %d layers of %s, batch %d"
            .formatted(
                Math.min(LAYERS_SHOWN, prediction.layers().size()),
                prediction.layers().size(),
                prediction.model(),
                prediction.batch()));
    TextTable table =
        new TextTable("layer", "operator", "FLOP/byte", "bound by", "least time", "share");
    prediction.layers().stream()
        .sorted(Comparator.comparingDouble(LayerPrediction::millis).reversed())
        .limit(LAYERS_SHOWN)
        .forEach(layer ->
            table.row(
                layer.node(),
                layer.operator(),
                Figures.significant(layer.flopsPerByte()),
                layer.bound().name().toLowerCase(Locale.ROOT),
                Figures.nanos(layer.millis() * 1e6),
                Figures.percent(layer.millis() / prediction.millis())));
    table.print(console);
    console.line("");
  }

  private static void measured(RooflineResult result, Console console) {
    if (result.measured().isEmpty()) {
      console.line(
          "No measured times of these models with %d threads are in the workspace; ridgeline bench makes them."
              .formatted(result.threads()));
      return;
    }
    TextTable table =
        new TextTable(
            "measured",
            "batch",
            "engine",
            "median",
            "GFLOP/s",
            "of the roof",
            "times predicted",
            "suspect");
    for (Placement p : result.measured()) {
      table.row(
          p.timing().model(),
          p.timing().batch(),
          p.timing().engine(),
          Figures.nanos(p.timing().medianMillis() * 1e6),
          Figures.significant(p.gigaflops()),
          Figures.percent(p.shareOfRoof()),
          Figures.significant(p.timesPredicted()),
          p.suspect());
    }
    table.print(console);
  }
}
