package dev.ridgeline.app.run;

import dev.ridgeline.app.bench.IndexBounds;
import dev.ridgeline.app.model.Binding;
import dev.ridgeline.app.model.ModelArgument;
import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.formats.npy.NpyFile;
import dev.ridgeline.formats.onnx.OnnxTensorFile;
import dev.ridgeline.measure.latency.RandomInputs;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The inputs of a run: from files, or random. */
final class RunInputs {
  private RunInputs() {}

  /** What a model takes, for messages. */
  static String taken(Graph graph) {
    return graph.inputs().stream()
        .map(input -> "%s (%s)".formatted(input, graph.type(input)))
        .collect(Collectors.joining(", "));
  }

  static Map<String, Tensor> random(ModelArgument model, Binding binding, long seed) {
    Graph graph = model.bind(binding);
    Map<String, TensorType> types = new LinkedHashMap<>();
    for (String input : graph.inputs()) {
      TensorType type = graph.type(input);
      if (!type.isKnown()) {
        throw new UserError(
            "input '%s' of '%s' is %s, whose size is not known; give it with --input"
                .formatted(input, model.name(), type));
      }
      types.put(input, type);
    }
    return RandomInputs.of(types, IndexBounds.of(graph), seed);
  }

  /** The files given as {@code NAME=FILE}, or {@code FILE} where the model has one input. */
  static Map<String, Tensor> read(ModelArgument model, List<String> given) {
    Graph graph = model.graph();
    Map<String, Tensor> read = new LinkedHashMap<>();
    for (String word : given) {
      int at = word.indexOf('=');
      String name = at > 0 ? word.substring(0, at) : onlyInput(model, word);
      if (!graph.inputs().contains(name)) {
        throw new UserError(
            "model '%s' has no input '%s'; it takes %s"
                .formatted(model.name(), name, taken(graph)));
      }
      Tensor tensor = file(word.substring(at + 1));
      if (!fits(graph.type(name), tensor.type())) {
        throw new UserError(
            "input '%s' of '%s' takes %s but '%s' holds %s; save the array in that type and shape"
                .formatted(
                    name, model.name(), graph.type(name), word.substring(at + 1), tensor.type()));
      }
      if (read.put(name, tensor) != null) {
        throw new UserError("input '%s' is given twice; give it once".formatted(name));
      }
    }
    for (String input : graph.inputs()) {
      if (!read.containsKey(input)) {
        throw new UserError(
            "input '%s' of '%s' is missing; give --input %s=FILE.npy with %s"
                .formatted(input, model.name(), input, graph.type(input)));
      }
    }
    return read;
  }

  private static String onlyInput(ModelArgument model, String word) {
    List<String> inputs = model.graph().inputs();
    if (inputs.size() != 1) {
      throw new UserError(
          "--input '%s' does not say for which input; give NAME=FILE for each of %s"
              .formatted(word, taken(model.graph())));
    }
    return inputs.getFirst();
  }

  private static Tensor file(String given) {
    try {
      Path path = Path.of(given);
      return given.endsWith(".pb") ? OnnxTensorFile.read(path) : NpyFile.read(path);
    } catch (InvalidPathException e) {
      throw new UserError("'" + given + "' is no path; give a .npy file that can be read", e);
    }
  }

  private static boolean fits(TensorType wanted, TensorType given) {
    if (wanted.dtype() != DType.UNKNOWN && wanted.dtype() != given.dtype()) {
      return false;
    }
    if (!wanted.shape().ranked()) {
      return true;
    }
    boolean fits = wanted.shape().rank() == given.shape().rank();
    for (int i = 0; fits && i < wanted.shape().rank(); i++) {
      Dim dim = wanted.shape().dim(i);
      fits = !dim.isKnown() || dim.equals(given.shape().dim(i));
    }
    return fits;
  }
}
