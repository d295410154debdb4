package dev.ridgeline.formats.onnx;

import dev.ridgeline.core.graph.ConstantData;
import dev.ridgeline.formats.file.Quote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Elements that lie in a file beside the model. The file must be in the model's folder or below it,
 * symbolic links included, so that a model from elsewhere cannot have other files read.
 */
final class ExternalData {
  private ExternalData() {}

  static ConstantData slice(Optional<Path> model, OnnxTensor tensor, long bytes) {
    String location = tensor.external().getOrDefault("location", "");
    if (model.isEmpty()) {
      throw malformed(tensor, location, "but a model that is read from memory has no folder");
    }
    Path file = resolve(model.get(), tensor, location);
    long offset = number(tensor, "offset", 0);
    try {
      long size = Files.size(file);
      long length = number(tensor, "length", bytes);
      if (length != bytes) {
        throw malformed(
            tensor, location, "with length %d but it takes %d bytes".formatted(length, bytes));
      }
      if (offset > size - length) {
        throw malformed(
            tensor,
            location,
            "bytes %d to %d, but that file has %d; it is truncated or not the right one"
                .formatted(offset, offset + length, size));
      }
      return new ConstantData.FileSlice(file, offset, length);
    } catch (IOException e) {
      throw malformed(tensor, location, "which cannot be read: " + e.getMessage());
    }
  }

  private static Path resolve(Path model, OnnxTensor tensor, String location) {
    try {
      Path relative = Path.of(location);
      Path folder = model.toAbsolutePath().getParent();
      if (folder == null || location.isEmpty() || relative.isAbsolute()) {
        throw malformed(tensor, location, "which is not a path below the model's folder");
      }
      Path file = folder.resolve(relative).normalize();
      if (!file.startsWith(folder.normalize())) {
        throw malformed(tensor, location, "which is outside the model's folder");
      }
      if (!Files.isRegularFile(file)) {
        throw malformed(tensor, location, "which is not there; put it beside the model");
      }
      Path real = file.toRealPath();
      if (!real.startsWith(folder.toRealPath())) {
        throw malformed(tensor, location, "which leads outside the model's folder");
      }
      if (real.equals(model.toRealPath())) {
        throw malformed(tensor, location, "which is the model itself");
      }
      return file;
    } catch (InvalidPathException e) {
      throw malformed(tensor, location, "which is not a path");
    } catch (IOException e) {
      throw malformed(tensor, location, "which cannot be read: " + e.getMessage());
    }
  }

  private static long number(OnnxTensor tensor, String key, long otherwise) {
    String text = tensor.external().get(key);
    if (text == null) {
      return otherwise;
    }
    try {
      long value = Long.parseLong(text);
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below, for negative numbers too.
    }
    throw new MalformedOnnx(
        "tensor '%s' has external data with %s '%s', which is not a number from 0 up"
            .formatted(Quote.of(tensor.name()), key, Quote.of(text)));
  }

  private static MalformedOnnx malformed(OnnxTensor tensor, String location, String what) {
    return new MalformedOnnx(
        "tensor '%s' has external data in '%s', %s"
            .formatted(Quote.of(tensor.name()), Quote.of(location), what));
  }
}
