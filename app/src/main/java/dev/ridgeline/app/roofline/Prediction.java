package dev.ridgeline.app.roofline;

import dev.ridgeline.core.cost.Ledger;
import dev.ridgeline.core.cost.NodeCost;
import dev.ridgeline.core.cost.Traffic;
import dev.ridgeline.core.cost.WorkKind;
import dev.ridgeline.measure.roofline.Bound;
import dev.ridgeline.measure.roofline.Roofline;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The least time that a roof allows a model: the sum over its layers of the larger of arithmetic
 * over peak and bytes over bandwidth. Never a measurement.
 *
 * @param model the model's name
 * @param batch items in the batch
 * @param roof the roof's name
 * @param traffic the traffic model: {@code eager} or {@code fused}
 * @param flops operations of convolutions and matrix products
 * @param bytes bytes of all layers under the traffic model
 * @param flopsPerByte operational intensity of the whole model
 * @param bound what binds the model as a whole, at its intensity
 * @param millis the least time, layer by layer
 * @param memoryBoundShare share of that time in layers that bandwidth binds
 * @param layers the layers, in the graph's order
 */
public record Prediction(
    String model,
    long batch,
    String roof,
    String traffic,
    long flops,
    long bytes,
    double flopsPerByte,
    Bound bound,
    double millis,
    double memoryBoundShare,
    List<LayerPrediction> layers) {

  public Prediction {
    layers = List.copyOf(layers);
  }

  /**
   * Predicts a model from its ledger; {@code traffic} is EAGER or FUSED, because the ideal model
   * has no layers.
   */
  public static Prediction of(Ledger ledger, long batch, Roofline roof, Traffic.Model traffic) {
    if (traffic == Traffic.Model.IDEAL) {
      throw new IllegalArgumentException(
          "the ideal traffic model is about the network as a whole and has no layers");
    }
    List<LayerPrediction> layers = new ArrayList<>();
    double total = 0;
    double memoryBound = 0;
    for (NodeCost cost : ledger.nodes()) {
      LayerPrediction layer = layer(cost, roof, traffic);
      if (layer.flops() == 0 && layer.bytes() == 0) {
        continue;
      }
      layers.add(layer);
      total += layer.millis();
      memoryBound += layer.bound() == Bound.MEMORY ? layer.millis() : 0;
    }
    double intensity = ledger.forward().intensity(traffic);
    return new Prediction(
        ledger.model(),
        batch,
        roof.name(),
        traffic.name().toLowerCase(Locale.ROOT),
        Math.multiplyExact(2, ledger.forward().work().macs()),
        ledger.forward().traffic().bytes(traffic),
        intensity,
        Double.isFinite(intensity) ? roof.boundAt(intensity) : Bound.UNKNOWN,
        total,
        total == 0 ? 0 : memoryBound / total,
        layers);
  }

  Prediction withoutLayers() {
    return new Prediction(
        model,
        batch,
        roof,
        traffic,
        flops,
        bytes,
        flopsPerByte,
        bound,
        millis,
        memoryBoundShare,
        List.of());
  }

  /** 10^9 operations of convolutions and matrix products a second at the predicted time. */
  public double gigaflops() {
    return flops / (millis * 1e6);
  }

  private static LayerPrediction layer(NodeCost cost, Roofline roof, Traffic.Model traffic) {
    boolean contraction = cost.kind() == WorkKind.CONVOLUTION || cost.kind() == WorkKind.MATMUL;
    // Under the fused model everything else happens on the way, in registers.
    boolean free = !contraction && traffic == Traffic.Model.FUSED;
    long macs = cost.forward().macs();
    long flops = contraction ? Math.multiplyExact(2, macs) : free ? 0 : cost.forward().totalFlops();
    long bytes = cost.forwardTraffic().bytes(traffic);
    double intensity = bytes == 0 ? 0 : (double) flops / bytes;
    return new LayerPrediction(
        cost.node(),
        cost.label(),
        cost.kind().label(),
        flops,
        bytes,
        intensity,
        roof.boundAt(intensity),
        roof.leastSeconds((double) flops, (double) bytes) * 1e3);
  }
}
