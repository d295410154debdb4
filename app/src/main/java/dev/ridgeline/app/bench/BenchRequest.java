package dev.ridgeline.app.bench;

import dev.ridgeline.app.model.ModelArgument;
import dev.ridgeline.measure.workspace.Workspace;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to measure and within which bounds.
 *
 * @param models the models
 * @param batches batches of each; empty for one item, or the one batch that a model takes
 * @param engines names of the engines; each measures every case
 * @param threads threads of each engine
 * @param sizes sizes of symbolic dimensions other than batch and sequence, by name
 * @param seed seed of the inputs
 * @param budget time for all of it, where it is bounded
 * @param memoryBytes memory that it may use
 * @param patience how long an engine may say nothing beyond its time before it counts as hung
 * @param workspace where engines keep compiled kernels
 */
public record BenchRequest(
    List<ModelArgument> models,
    List<Long> batches,
    List<String> engines,
    int threads,
    Map<String, Long> sizes,
    long seed,
    Optional<Duration> budget,
    long memoryBytes,
    Duration patience,
    Workspace workspace) {
  /** How long an engine may say nothing where nothing else is asked for. */
  public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(60);

  /** Copies the collections. */
  public BenchRequest {
    models = List.copyOf(models);
    batches = List.copyOf(batches);
    engines = List.copyOf(engines);
    if (engines.isEmpty()) {
      throw new IllegalArgumentException("no engine given, at least one is needed");
    }
    sizes = Map.copyOf(sizes);
  }
}
