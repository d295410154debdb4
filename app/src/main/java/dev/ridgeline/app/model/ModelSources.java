package dev.ridgeline.app.model;

import dev.ridgeline.core.graph.Graph;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * Where models come from.
 *
 * @param zooNames names that are built in code
 * @param zoo builds a model by its name
 * @param reader reads a model file
 */
public record ModelSources(
    List<String> zooNames, Function<String, Graph> zoo, Function<Path, Graph> reader) {
  /** Copies the names. */
  public ModelSources {
    zooNames = List.copyOf(zooNames);
  }
}
