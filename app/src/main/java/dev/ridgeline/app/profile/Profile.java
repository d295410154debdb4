package dev.ridgeline.app.profile;

import dev.ridgeline.core.cost.Convention;
import dev.ridgeline.core.cost.Ledger;
import dev.ridgeline.core.cost.NodeCost;
import dev.ridgeline.core.cost.Pass;
import dev.ridgeline.core.cost.Traffic;
import dev.ridgeline.core.cost.Uncounted;
import dev.ridgeline.core.cost.Work;
import dev.ridgeline.core.cost.WorkKind;
import dev.ridgeline.core.graph.Graph;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code ridgeline profile} says of a model: its ledger at one batch size, in the form of the
 * JSON output.
 *
 * @param model the model's name
 * @param batch items in the batch
 * @param inputs type of each input, by name
 * @param params trained elements
 * @param buffers elements kept but not trained
 * @param weightBytes bytes of parameters and buffers as stored
 * @param forward the forward pass
 * @param backward the backward pass
 * @param uncounted nodes missing from every figure
 * @param convention another tool's figure, when asked for
 * @param layers costs by node, when asked for
 */
public record Profile(
    String model,
    long batch,
    Map<String, String> inputs,
    long params,
    long buffers,
    long weightBytes,
    Forward forward,
    Backward backward,
    List<Uncounted> uncounted,
    Optional<OtherTool> convention,
    Optional<List<Layer>> layers) {

  /** Bytes under the three traffic models. */
  public record Bytes(long eager, long fused, long ideal) {
    static Bytes of(Traffic traffic) {
      return new Bytes(traffic.eagerBytes(), traffic.fusedBytes(), traffic.idealBytes());
    }
  }

  /** Operations of convolutions and matrix products per byte, under the three traffic models. */
  public record Intensity(double eager, double fused, double ideal) {
    static Intensity of(Pass pass) {
      return new Intensity(
          pass.intensity(Traffic.Model.EAGER),
          pass.intensity(Traffic.Model.FUSED),
          pass.intensity(Traffic.Model.IDEAL));
    }
  }

  /** The forward pass. */
  public record Forward(
      long macs,
      long flops,
      Map<String, Long> flopsByKind,
      Bytes trafficBytes,
      Intensity flopsPerByte,
      long peakActivationBytes) {}

  /** The backward pass; {@code forwardBackwardMacs} is of both passes. */
  public record Backward(
      long macs,
      long flops,
      Map<String, Long> flopsByKind,
      Bytes trafficBytes,
      Intensity flopsPerByte,
      long peakActivationBytes,
      long forwardBackwardMacs,
      double backwardToForwardFlops,
      boolean inputGradient) {}

  /** One node; {@code bytes} under the eager model. */
  public record Layer(
      String node,
      String operator,
      String kind,
      String output,
      long params,
      long macs,
      long flops,
      long bytes,
      long backwardMacs,
      long backwardFlops,
      long backwardBytes) {
    static Layer of(NodeCost cost) {
      return new Layer(
          cost.node(),
          cost.label(),
          cost.kind().label(),
          cost.output(),
          cost.parameters(),
          cost.forward().macs(),
          cost.forward().totalFlops(),
          cost.forwardTraffic().eagerBytes(),
          cost.backward().macs(),
          cost.backward().totalFlops(),
          cost.backwardTraffic().eagerBytes());
    }
  }

  /** The figure that another tool would print, and the rule that leads to it. */
  public record OtherTool(String tool, String unit, long count, String rule) {
    static OtherTool of(Convention convention, Graph graph) {
      return new OtherTool(
          convention.tool(), convention.unit(), convention.count(graph), convention.rule());
    }
  }

  /** The profile of a bound graph. */
  static Profile of(
      Graph graph, long batch, Ledger ledger, Optional<Convention> convention, boolean layers) {
    Map<String, String> inputs = new LinkedHashMap<>();
    graph.inputs().forEach(input -> inputs.put(input, graph.type(input).toString()));
    Pass forward = ledger.forward();
    Pass backward = ledger.backward();
    return new Profile(
        ledger.model(),
        batch,
        inputs,
        ledger.parameters(),
        ledger.buffers(),
        ledger.weightBytes(),
        new Forward(
            forward.work().macs(),
            forward.work().totalFlops(),
            byKind(forward.work()),
            Bytes.of(forward.traffic()),
            Intensity.of(forward),
            forward.peakActivationBytes()),
        new Backward(
            backward.work().macs(),
            backward.work().totalFlops(),
            byKind(backward.work()),
            Bytes.of(backward.traffic()),
            Intensity.of(backward),
            backward.peakActivationBytes(),
            ledger.forwardBackwardMacs(),
            ledger.backwardToForward(),
            ledger.inputGradient()),
        ledger.uncounted(),
        convention.map(c -> OtherTool.of(c, graph)),
        layers ? Optional.of(ledger.nodes().stream().map(Layer::of).toList()) : Optional.empty());
  }

  private static Map<String, Long> byKind(Work work) {
    Map<String, Long> flops = new LinkedHashMap<>();
    for (WorkKind kind : WorkKind.values()) {
      if (work.flops(kind) > 0) {
        flops.put(kind.label(), work.flops(kind));
      }
    }
    return flops;
  }
}
