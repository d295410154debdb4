package dev.ridgeline.app.roofline;

import dev.ridgeline.measure.roofline.Roofline;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Models on roofs.
 *
 * @param machine the machine
 * @param threads threads of its roof
 * @param traffic the traffic model of the predictions
 * @param roofs the roofs: the machine's first
 * @param predictions every model and batch on every roof
 * @param measured measured times on the machine's roof
 */
public record RooflineResult(
    String machine,
    int threads,
    String traffic,
    List<Roofline> roofs,
    List<Prediction> predictions,
    List<Placement> measured) {

  public RooflineResult {
    roofs = List.copyOf(roofs);
    predictions = List.copyOf(predictions);
    measured = List.copyOf(measured);
  }

  /** The roof of the machine. */
  public Roofline machineRoof() {
    return roofs.getFirst();
  }

  /** Predictions on one roof. */
  public List<Prediction> on(Roofline roof) {
    return predictions.stream().filter(p -> p.roof().equals(roof.name())).toList();
  }

  /** What is printed and saved; the layers only when asked for. */
  Map<String, Object> json(boolean layers) {
    List<Map<String, Object>> roofJson =
        roofs.stream()
            .map(roof ->
                Map.<String, Object>of(
                    "name", roof.name(),
                    "peakGflops", roof.compute().gigaflops(),
                    "bandwidths",
                        roof.memories().stream()
                            .collect(Collectors.toMap(m -> m.name(), m -> m.gigabytesPerSecond())),
                    "ridgeFlopsPerByte", roof.ridgePoint().orElse(Double.NaN)))
            .toList();
    List<Prediction> shown =
        layers ? predictions : predictions.stream().map(Prediction::withoutLayers).toList();
    return Map.of(
        "machine", machine,
        "threads", threads,
        "traffic", traffic,
        "roofs", roofJson,
        "predictions", shown,
        "measured", measured);
  }
}
