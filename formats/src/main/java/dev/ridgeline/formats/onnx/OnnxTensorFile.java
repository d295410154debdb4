package dev.ridgeline.formats.onnx;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads files that hold one ONNX tensor, as the data sets beside published models do (.pb). */
public final class OnnxTensorFile {
  private static final long MAX_BYTES = Integer.MAX_VALUE - 64;

  private OnnxTensorFile() {}

  /**
   * The tensor in {@code file}.
   *
   * @throws UserError when the file cannot be read or holds no dense tensor of numbers
   */
  public static Tensor read(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new UserError(file + " has more than 2 GiB; a tensor file has at most that");
      }
      OnnxTensor tensor = OnnxTensor.parse(WireReader.of(Span.of(Files.readAllBytes(file))));
      return new TensorConstants(Optional.empty()).constant(tensor).tensor();
    } catch (MalformedOnnx e) {
      throw new UserError(
          "%s is no ONNX tensor of numbers: %s; give a TensorProto (.pb)"
              .formatted(file, e.getMessage()),
          e);
    } catch (IOException e) {
      throw new UserError("cannot read " + file + ": " + e.getMessage() + "; give a .pb file", e);
    }
  }
}
