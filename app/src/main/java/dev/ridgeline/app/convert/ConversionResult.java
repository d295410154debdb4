package dev.ridgeline.app.convert;

import java.util.List;
import java.util.Map;

/**
 * What a conversion gave.
 *
 * @param bytes of the model
 * @param orders inputs and outputs whose axes moved: axis i is axis {@code order[i]} of the
 *     source's
 * @param seed of the first input
 * @param runs inputs that both sides were run on, on the interpreter
 */
record ConversionResult(
    String from,
    String to,
    long bytes,
    int nodes,
    int transposes,
    Map<String, List<Integer>> orders,
    long seed,
    int runs,
    List<Output> outputs) {
  ConversionResult {
    orders = Map.copyOf(orders);
    outputs = List.copyOf(outputs);
  }

  /**
   * How one output differs, over all runs.
   *
   * @param roundoffs the largest difference over the largest magnitude, in unit roundoffs of f32; 0
   *     for integers
   * @param differing elements that are not equal, of {@code elements}
   */
  record Output(
      String name,
      String type,
      double maxAbsolute,
      double roundoffs,
      long differing,
      long elements) {}
}
