package dev.ridgeline.app.study;

import dev.ridgeline.app.model.Binding;
import dev.ridgeline.app.model.ModelArgument;
import dev.ridgeline.app.roofline.Prediction;
import dev.ridgeline.core.cost.CostAnalysis;
import dev.ridgeline.core.cost.Ledger;
import dev.ridgeline.core.cost.NodeCost;
import dev.ridgeline.core.cost.Traffic;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Normalise;
import dev.ridgeline.core.zoo.Zoo;
import dev.ridgeline.core.zoo.ZooModel;
import dev.ridgeline.measure.roofline.Roofline;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A model at a batch, counted and placed on a roof.
 *
 * @param model its name
 * @param family the architecture that it belongs to; its name where it is not of the zoo
 * @param batch items
 * @param flops operations of convolutions and matrix products, a multiply-accumulate counting two
 * @param parameters trained elements
 * @param bytes at fused traffic
 * @param leastMillis what the roof allows
 * @param memoryBoundShare share of that time in layers that bandwidth binds
 * @param layers nodes that compute or move, batch normalisation not among them, which engines fold
 * @param forwardFlops operations of the forward pass by family, all arithmetic
 * @param backwardFlops the same of the backward pass
 * @param forwardBytes at eager traffic, by family
 * @param backwardBytes the same of the backward pass
 * @param roofMillis what the roof allows each family at eager traffic, batch normalisation folded
 */
public record StudyCase(
    String model,
    String family,
    long batch,
    double flops,
    double parameters,
    double bytes,
    double leastMillis,
    double memoryBoundShare,
    int layers,
    Map<LayerFamily, Double> forwardFlops,
    Map<LayerFamily, Double> backwardFlops,
    Map<LayerFamily, Double> forwardBytes,
    Map<LayerFamily, Double> backwardBytes,
    Map<LayerFamily, Double> roofMillis) {

  /** Counts a model at a batch. */
  public static StudyCase of(ModelArgument model, long batch, Roofline roof) {
    Graph graph = model.bind(Binding.ofBatch(batch));
    Ledger ledger = CostAnalysis.of(graph);
    Prediction prediction = Prediction.of(ledger, batch, roof, Traffic.Model.FUSED);
    Map<String, Node> nodes = new HashMap<>();
    graph.nodes().forEach(node -> nodes.put(node.name(), node));
    Counts counts = new Counts();
    for (NodeCost cost : ledger.nodes()) {
      Node node = nodes.get(cost.node());
      if (node != null && cost.forwardTraffic().eagerBytes() > 0) {
        counts.add(LayerFamily.of(graph, node, cost), cost, roof, folds(node));
      }
    }
    return new StudyCase(
        model.name(),
        Zoo.models().stream()
            .filter(zoo -> zoo.name().equals(model.name()))
            .map(ZooModel::family)
            .findFirst()
            .orElse(model.name()),
        batch,
        (double) prediction.flops(),
        (double) ledger.parameters(),
        (double) prediction.bytes(),
        prediction.millis(),
        prediction.memoryBoundShare(),
        counts.layers,
        counts.forwardFlops,
        counts.backwardFlops,
        counts.forwardBytes,
        counts.backwardBytes,
        counts.roofMillis);
  }

  /** Whether engines fold it into the convolution before it. */
  private static boolean folds(Node node) {
    return node.op() instanceof Normalise.BatchNorm;
  }

  /** What the predictor sums up: the families' times on the roof, and the number of layers. */
  double[] features() {
    List<LayerFamily> families = Arrays.asList(LayerFamily.values());
    double[] features = new double[families.size() + 1];
    for (int f = 0; f < families.size(); f++) {
      features[f] = roofMillis.getOrDefault(families.get(f), 0.0);
    }
    features[families.size()] = layers;
    return features;
  }

  /** Backward operations for one forward operation. */
  double backwardToForward() {
    return sum(backwardFlops) / sum(forwardFlops);
  }

  static double sum(Map<LayerFamily, Double> parts) {
    return parts.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  private static final class Counts {
    final Map<LayerFamily, Double> forwardFlops = new EnumMap<>(LayerFamily.class);
    final Map<LayerFamily, Double> backwardFlops = new EnumMap<>(LayerFamily.class);
    final Map<LayerFamily, Double> forwardBytes = new EnumMap<>(LayerFamily.class);
    final Map<LayerFamily, Double> backwardBytes = new EnumMap<>(LayerFamily.class);
    final Map<LayerFamily, Double> roofMillis = new EnumMap<>(LayerFamily.class);
    int layers;

    void add(LayerFamily family, NodeCost cost, Roofline roof, boolean folded) {
      double flops = (double) cost.forward().totalFlops();
      double bytes = (double) cost.forwardTraffic().eagerBytes();
      forwardFlops.merge(family, flops, Double::sum);
      backwardFlops.merge(family, (double) cost.backward().totalFlops(), Double::sum);
      forwardBytes.merge(family, bytes, Double::sum);
      backwardBytes.merge(family, (double) cost.backwardTraffic().eagerBytes(), Double::sum);
      if (folded) {
        return;
      }
      double work = family.contraction() ? 2.0 * cost.forward().macs() : 0;
      roofMillis.merge(family, 1e3 * roof.leastSeconds(work, bytes), Double::sum);
      layers++;
    }
  }
}
