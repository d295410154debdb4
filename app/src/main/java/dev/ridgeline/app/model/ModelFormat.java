package dev.ridgeline.app.model;

import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.formats.onnx.OnnxReader;
import dev.ridgeline.formats.tflite.TfliteReader;
import java.nio.file.Path;
import java.util.Locale;

/** Which format a model file is in: TFLite where its name says so, else ONNX. */
public final class ModelFormat {
  private ModelFormat() {}

  public static boolean isTflite(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".tflite");
  }

  /**
   * The network in {@code file}.
   *
   * @throws dev.ridgeline.core.UserError if the file cannot be read or is no sound model
   */
  public static Graph read(Path file) {
    return isTflite(file) ? TfliteReader.read(file) : OnnxReader.read(file);
  }
}
