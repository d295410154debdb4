package dev.ridgeline.app.engine;

import dev.ridgeline.measure.workspace.Workspace;
import java.nio.file.Path;
import java.util.Map;

/**
 * A model as an engine gets it.
 *
 * @param file the ONNX file
 * @param threads threads that the engine may use
 * @param symbols sizes of symbolic dimensions that hold while it is loaded, by name
 * @param workspace where compiled kernels are kept
 */
public record EngineModel(Path file, int threads, Map<String, Long> symbols, Workspace workspace) {
  /** Copies the sizes. */
  public EngineModel {
    symbols = Map.copyOf(symbols);
  }
}
