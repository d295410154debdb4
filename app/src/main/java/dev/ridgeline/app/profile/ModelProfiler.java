package dev.ridgeline.app.profile;

import dev.ridgeline.core.cost.Convention;
import dev.ridgeline.core.cost.CostAnalysis;
import dev.ridgeline.core.graph.Graph;
import java.util.Optional;

/** Makes profiles of bound graphs. */
final class ModelProfiler {
  private ModelProfiler() {}

  /**
   * Counts what {@code graph} costs.
   *
   * @param graph a graph with every input dimension known
   * @param batch items in its batch
   * @param inputGradient whether the backward pass makes the gradient of the inputs
   * @param convention another tool whose figure is wanted, too
   * @param layers whether costs by node are wanted
   */
  static Profile profile(
      Graph graph,
      long batch,
      boolean inputGradient,
      Optional<Convention> convention,
      boolean layers) {
    return Profile.of(graph, batch, CostAnalysis.of(graph, inputGradient), convention, layers);
  }
}
