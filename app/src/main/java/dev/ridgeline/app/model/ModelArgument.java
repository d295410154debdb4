package dev.ridgeline.app.model;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.shape.Specialise;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A model that the user named: a name of the zoo or an ONNX file. Dimensions may still be symbolic.
 *
 * @param given what stood on the command line
 * @param name what results call it: the zoo's name, or the file's name without its ending
 * @param file where it was read from; empty for a model of the zoo
 * @param graph the network
 */
public record ModelArgument(String given, String name, Optional<Path> file, Graph graph) {

  /**
   * Finds and reads a model.
   *
   * @throws UserError if there is no such model or file, or the file cannot be read
   */
  public static ModelArgument resolve(String given, ModelSources sources) {
    if (sources.zooNames().contains(given)) {
      return new ModelArgument(given, given, Optional.empty(), sources.zoo().apply(given));
    }
    Path path = path(given, sources);
    String name = nameOf(path);
    return new ModelArgument(
        given, name, Optional.of(path), sources.reader().apply(path).named(name));
  }

  private static Path path(String given, ModelSources sources) {
    Path path;
    try {
      path = Path.of(given);
    } catch (InvalidPathException e) {
      throw new UserError("model '" + given + "' is neither a name nor a path; " + advice(), e);
    }
    if (Files.isDirectory(path)) {
      throw new UserError("model '" + given + "' is a folder; name the ONNX file in it");
    }
    if (Files.exists(path)) {
      return path;
    }
    boolean meansFile = given.contains("/") || given.toLowerCase(Locale.ROOT).endsWith(".onnx");
    throw new UserError(
        meansFile
            ? "model file '" + given + "' does not exist; name an ONNX file that can be read"
            : "no model and no file is named '"
                + given
                + "'; "
                + NearestName.of(given, sources.zooNames())
                    .map(near -> "did you mean " + near + "? ")
                    .orElse("")
                + advice());
  }

  private static String advice() {
    return "`ridgeline models` lists the names, or give the path of an ONNX file";
  }

  private static String nameOf(Path path) {
    String file = String.valueOf(path.getFileName());
    return file.toLowerCase(Locale.ROOT).endsWith(".onnx")
        ? file.substring(0, file.length() - ".onnx".length())
        : file;
  }

  /** Which dimensions of the inputs are open, and for what. */
  public OpenDimensions openDimensions() {
    return OpenDimensions.of(graph);
  }

  /**
   * The graph at this batch and sequence length, every dimension of its inputs known.
   *
   * @throws UserError if the model has a fixed batch of another size, or dimensions that neither
   *     batch nor sequence length nor {@code sizes} binds
   */
  public Graph bind(Binding binding) {
    Map<String, Long> sizes = openDimensions().sizes(name, binding);
    return sizes.isEmpty() ? graph : Specialise.symbols(graph, sizes);
  }
}
