package dev.ridgeline.app.convert;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.formats.npy.NpyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Inputs of a network that its ranges are taken from: .npy files of one input or of several. */
final class CalibrationFiles {
  private CalibrationFiles() {}

  /**
   * All inputs in a folder, files by name.
   *
   * @param graph with one input, of batch one
   * @throws UserError if the folder or a file cannot be read, there is none, or one does not fit
   */
  static List<Tensor> read(Path folder, Graph graph) {
    if (graph.inputs().size() != 1) {
      throw new UserError(
          "'%s' has inputs %s; only networks of one input are quantised"
              .formatted(graph.name(), graph.inputs()));
    }
    TensorType wanted = graph.type(graph.inputs().getFirst());
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(f -> f.toString().endsWith(".npy")).sorted().toList();
    } catch (IOException e) {
      throw new UserError(
          "cannot read the folder '%s' of --calibrate; give a folder of .npy files"
              .formatted(folder),
          e);
    }
    List<Tensor> inputs = new ArrayList<>();
    for (Path file : files) {
      inputs.addAll(split(file, NpyFile.read(file), wanted));
    }
    if (inputs.isEmpty()) {
      throw new UserError(
          "the folder '%s' of --calibrate has no .npy files; write inputs %s of the training data there"
              .formatted(folder, wanted));
    }
    return inputs;
  }

  private static List<Tensor> split(Path file, Tensor tensor, TensorType wanted) {
    Shape shape = tensor.type().shape();
    long elements = wanted.shape().elements();
    boolean fits =
        tensor.type().dtype() == wanted.dtype()
            && shape.rank() == wanted.shape().rank()
            && shape.rank() > 0
            && shape
                .dims()
                .subList(1, shape.rank())
                .equals(wanted.shape().dims().subList(1, shape.rank()))
            && shape.elements() % elements == 0;
    if (!fits) {
      throw new UserError(
          "'%s' is %s but the network takes %s; give inputs of this type, one or several along the first axis"
              .formatted(file, tensor.type(), wanted));
    }
    List<Tensor> parts = new ArrayList<>();
    for (long at = 0; at < tensor.data().byteSize(); at += wanted.bytes()) {
      parts.add(new Tensor(wanted, tensor.data().asSlice(at, wanted.bytes())));
    }
    return parts;
  }
}
