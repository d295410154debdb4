package dev.ridgeline.peers.onnxruntime;

import ai.onnxruntime.OrtException;
import dev.ridgeline.core.UserError;
import java.nio.file.Path;

/** What ONNX Runtime says when it fails, in one line of bounded length. */
final class OrtErrors {
  private static final int MAX_LENGTH = 240;

  private OrtErrors() {}

  static UserError failed(String act, Path model, OrtException e) {
    return new UserError(
        "ONNX Runtime cannot %s '%s': %s; the model has to be valid ONNX of an opset that it knows"
            .formatted(act, model, oneLine(e)),
        e);
  }

  /** The message without the code, source paths and line breaks that ONNX Runtime puts in it. */
  static String oneLine(OrtException e) {
    String message = String.valueOf(e.getMessage());
    String line =
        message
            .replaceFirst("^Error code - \\w+ - message: ", "")
            .replaceAll("/\\S+\\.(cc|h):\\d+\\s+", "")
            .replaceAll("\\s+", " ")
            .strip();
    return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH) + "...";
  }
}
