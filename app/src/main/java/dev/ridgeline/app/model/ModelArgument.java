package dev.ridgeline.app.model;

import dev.ridgeline.core.NearNames;
import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Verifier;
import dev.ridgeline.core.shape.Specialise;
import dev.ridgeline.core.zoo.ZooModel;
import dev.ridgeline.core.zoo.ZooOptions;
import dev.ridgeline.formats.weights.StateDictionary;
import dev.ridgeline.formats.weights.WeightsByName;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A model that the user named: a name of the zoo or an ONNX file. Dimensions may still be symbolic.
 *
 * @param given what stood on the command line
 * @param name what results call it: the zoo's name, or the file's name without its ending
 * @param file where it was read from; empty for a model of the zoo
 * @param sequence the length of its sequences, where it takes sequences of any length
 * @param graph the network
 */
public record ModelArgument(
    String given, String name, Optional<Path> file, OptionalInt sequence, Graph graph) {

  /** Length of sequences where none is given and the model does not say. */
  public static final int DEFAULT_SEQUENCE = 128;

  /**
   * Finds and reads several models.
   *
   * @param sequence length of sequences as given by the user, null if it was not
   * @throws UserError if the length is below 1, or none of the models takes sequences
   */
  public static List<ModelArgument> resolveAll(
      List<String> given, @Nullable Integer sequence, ModelSources sources) {
    if (sequence != null && sequence < 1) {
      throw new UserError("--sequence is " + sequence + "; give a length from 1");
    }
    OptionalInt length = sequence == null ? OptionalInt.empty() : OptionalInt.of(sequence);
    List<ModelArgument> models =
        given.stream().map(name -> resolve(name, length, sources)).toList();
    if (sequence != null && models.stream().allMatch(model -> model.sequence().isEmpty())) {
      throw new UserError(
          "--sequence is given but none of the models %s takes sequences; leave it out"
              .formatted(given));
    }
    return models;
  }

  /**
   * Finds and reads a model of the zoo or a file.
   *
   * @param sequence length of sequences; ignored by a model that takes none
   * @throws UserError if there is no such model or file, or the file cannot be read
   */
  public static ModelArgument resolve(String given, OptionalInt sequence, ModelSources sources) {
    Optional<ZooModel> model =
        sources.zoo().stream().filter(known -> known.name().equals(given)).findFirst();
    if (model.isPresent()) {
      OptionalInt length = length(model.get(), sequence);
      ZooOptions options =
          length.isPresent()
              ? ZooOptions.standard().withSequence(length.getAsInt())
              : ZooOptions.standard();
      Graph graph = sources.builder().apply(given, options);
      return new ModelArgument(given, given, Optional.empty(), length, graph);
    }
    Path path = path(given, sources.zoo().stream().map(ZooModel::name).toList());
    String name = nameOf(path);
    Graph graph = sources.reader().apply(path).named(name);
    Verifier.verify(graph);
    boolean takesSequence = !OpenDimensions.of(graph).sequence().isEmpty();
    return new ModelArgument(
        given,
        name,
        Optional.of(path),
        takesSequence ? OptionalInt.of(sequence.orElse(DEFAULT_SEQUENCE)) : OptionalInt.empty(),
        graph);
  }

  /**
   * The model with trained weights from a file, by the names of its parameters.
   *
   * @param weights a PyTorch state dictionary or a safetensors file; null leaves the model as it is
   * @throws UserError if the model is a file, or the weights cannot be read or do not fit
   */
  public ModelArgument withWeights(@Nullable Path weights) {
    if (weights == null) {
      return this;
    }
    if (file.isPresent()) {
      throw new UserError(
          "--weights goes with a model of the zoo, but '%s' is a file with weights of its own; leave it out or name one of `ridgeline models`"
              .formatted(given));
    }
    Graph trained = WeightsByName.load(graph, StateDictionary.read(weights));
    return new ModelArgument(given, name, file, sequence, trained);
  }

  private static OptionalInt length(ZooModel model, OptionalInt wanted) {
    return model.options().stream()
        .filter(option -> option.name().equals("--sequence"))
        .mapToInt(option -> wanted.orElse(option.standard()))
        .findFirst();
  }

  private static Path path(String given, List<String> names) {
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
    if (Files.isSymbolicLink(path)) {
      throw new UserError(
          "model '" + given + "' is a symbolic link that leads to no file; name the file itself");
    }
    String lower = given.toLowerCase(Locale.ROOT);
    boolean meansFile = given.contains("/") || lower.endsWith(".onnx") || lower.endsWith(".tflite");
    throw new UserError(
        meansFile
            ? "model file '" + given + "' does not exist; name an ONNX file that can be read"
            : "no model and no file is named '"
                + given
                + "'; "
                + meant(NearNames.of(given, names))
                + advice());
  }

  private static String meant(List<String> near) {
    return near.isEmpty() ? "" : "did you mean " + String.join(" or ", near) + "? ";
  }

  private static String advice() {
    return "`ridgeline models` lists the names, or give the path of an ONNX file";
  }

  private static String nameOf(Path path) {
    String file = String.valueOf(path.getFileName());
    String lower = file.toLowerCase(Locale.ROOT);
    return lower.endsWith(".onnx") || lower.endsWith(".tflite")
        ? file.substring(0, file.lastIndexOf('.'))
        : file;
  }

  /** Which dimensions of the inputs are open, and for what. */
  public OpenDimensions openDimensions() {
    return OpenDimensions.of(graph);
  }

  /** Sizes of the open dimensions that this binding gives, by symbol. */
  public Map<String, Long> sizes(Binding binding) {
    return openDimensions().sizes(name, binding, sequence.orElse(DEFAULT_SEQUENCE));
  }

  /**
   * The graph at this batch, every dimension of its inputs known.
   *
   * @throws UserError if the model has a fixed batch of another size, or dimensions that neither
   *     batch nor sequence length nor {@code sizes} binds
   */
  public Graph bind(Binding binding) {
    Map<String, Long> sizes = sizes(binding);
    return sizes.isEmpty() ? graph : Specialise.symbols(graph, sizes);
  }
}
