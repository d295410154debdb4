package dev.ridgeline.app.roofline;

import dev.ridgeline.measure.roofline.Roofline;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

  /** What is printed and saved, in this order; the layers only when asked for. */
  Map<String, Object> json(boolean layers) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("machine", machine);
    json.put("threads", threads);
    json.put("traffic", traffic);
    json.put("roofs", roofs.stream().map(RooflineResult::json).toList());
    json.put(
        "predictions",
        layers ? predictions : predictions.stream().map(Prediction::withoutLayers).toList());
    json.put("measured", measured);
    return json;
  }

  private static Map<String, Object> json(Roofline roof) {
    Map<String, Double> bandwidths = new LinkedHashMap<>();
    roof.memories().forEach(m -> bandwidths.put(m.name(), m.gigabytesPerSecond()));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", roof.name());
    json.put("peakGflops", roof.compute().gigaflops());
    json.put("bandwidths", bandwidths);
    roof.ridgePoint().ifPresent(ridge -> json.put("ridgeFlopsPerByte", ridge));
    return json;
  }
}
