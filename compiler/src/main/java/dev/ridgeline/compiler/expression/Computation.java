package dev.ridgeline.compiler.expression;

import dev.ridgeline.compiler.ir.Buffer;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What an operator computes: inputs and stages in order, of which some are its outputs.
 *
 * @param name an identifier
 */
public record Computation(
    String name, List<Buffer> inputs, List<Stage> stages, List<Buffer> outputs) {
  public Computation {
    inputs = List.copyOf(inputs);
    stages = List.copyOf(stages);
    outputs = List.copyOf(outputs);
  }

  /** One line an input and a stage. */
  @Override
  public String toString() {
    String in =
        inputs.stream()
            .map(b -> b.name() + ": " + b.dtype().label() + b.shape() + "\n")
            .collect(Collectors.joining());
    return in + stages.stream().map(s -> s + "\n").collect(Collectors.joining());
  }
}
