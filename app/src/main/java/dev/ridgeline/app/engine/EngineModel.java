package dev.ridgeline.app.engine;

import java.nio.file.Path;
import java.util.Map;

/**
 * A model as an engine gets it.
 *
 * @param file the ONNX file
 * @param threads threads that the engine may use
 * @param symbols sizes of symbolic dimensions that hold while it is loaded, by name
 */
public record EngineModel(Path file, int threads, Map<String, Long> symbols) {
  /** Copies the sizes. */
  public EngineModel {
    symbols = Map.copyOf(symbols);
  }
}
