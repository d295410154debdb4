package dev.ridgeline.app.run;

import dev.ridgeline.core.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * What a model gave.
 *
 * @param engine the engine and its version
 * @param comparedWith the engine beside it
 */
record RunResult(String engine, Optional<String> comparedWith, List<Output> outputs) {
  RunResult {
    outputs = List.copyOf(outputs);
  }

  /** One output, and how it differs from that of the engine beside. */
  record Output(
      String name,
      Tensor tensor,
      OutputNumbers.Summary summary,
      Optional<OutputNumbers.Difference> difference) {}
}
