package dev.ridgeline.core.gradient;

import dev.ridgeline.core.graph.Graph;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A graph with its loss and gradients. Its inputs are those of the model, then the targets, then
 * every parameter and running statistic under its own name.
 *
 * @param graph its outputs: the loss, the prediction, the gradients, the new statistics
 * @param targets name of the input that takes the targets
 * @param loss name of the scalar loss
 * @param prediction name of the model's first output
 * @param gradients for each parameter the name of its gradient, of the same type
 * @param statistics for each running statistic of a batch normalisation the name of its new value
 */
public record TrainingGraph(
    Graph graph,
    String targets,
    String loss,
    String prediction,
    Map<String, String> gradients,
    Map<String, String> statistics) {
  public TrainingGraph {
    gradients = Collections.unmodifiableMap(new LinkedHashMap<>(gradients));
    statistics = Collections.unmodifiableMap(new LinkedHashMap<>(statistics));
  }
}
