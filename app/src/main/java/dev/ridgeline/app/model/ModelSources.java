package dev.ridgeline.app.model;

import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.zoo.Zoo;
import dev.ridgeline.core.zoo.ZooModel;
import dev.ridgeline.core.zoo.ZooOptions;
import dev.ridgeline.formats.onnx.OnnxWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Where models come from and how they become files.
 *
 * @param zoo models that are built in code
 * @param builder builds one of them
 * @param reader reads a model file
 * @param writer writes a graph as a model file
 */
public record ModelSources(
    List<ZooModel> zoo,
    BiFunction<String, ZooOptions, Graph> builder,
    Function<Path, Graph> reader,
    BiConsumer<Graph, Path> writer) {
  /** Copies the list. */
  public ModelSources {
    zoo = List.copyOf(zoo);
  }

  /** The zoo, ONNX and TFLite files. */
  public static ModelSources standard() {
    return new ModelSources(Zoo.models(), Zoo::build, ModelFormat::read, OnnxWriter::write);
  }
}
