package dev.ridgeline.app.convert;

import dev.ridgeline.core.UserError;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** What a file that is written holds, by the end of its name. */
enum Target {
  ONNX(".onnx"),
  TFLITE(".tflite"),
  HEADER(".h"),
  SOURCE(".cc");

  private final String ending;

  Target(String ending) {
    this.ending = ending;
  }

  /** Whether it is a TFLite model, as a file or as an array. */
  boolean isTflite() {
    return this != ONNX;
  }

  static Target of(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(target -> name.endsWith(target.ending))
        .findFirst()
        .orElseThrow(() ->
            new UserError(
                "cannot tell what '%s' is to hold; end its name in .onnx, .tflite, .h or .cc"
                    .formatted(file)));
  }
}
