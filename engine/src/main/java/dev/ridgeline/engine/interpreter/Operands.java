package dev.ridgeline.engine.interpreter;

import java.util.List;
import java.util.Optional;

/**
 * The inputs of one node while it runs.
 *
 * @param values in the operator's order, empty where an optional input is left out
 * @param outputs how many outputs the node has
 */
record Operands(List<Optional<Array>> values, int outputs) {
  Operands {
    values = List.copyOf(values);
  }

  static Operands of(Array... arrays) {
    return new Operands(List.of(arrays).stream().map(Optional::of).toList(), 1);
  }

  int count() {
    return values.size();
  }

  boolean has(int index) {
    return index < values.size() && values.get(index).isPresent();
  }

  Array get(int index) {
    return optional(index)
        .orElseThrow(() -> new UnsupportedValue("input " + index + " is missing"));
  }

  Optional<Array> optional(int index) {
    return index < values.size() ? values.get(index) : Optional.empty();
  }
}
