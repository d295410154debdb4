package dev.ridgeline.compiler.ir;

import java.util.List;
import java.util.stream.Stream;

/**
 * A program: what it is given, what it gives, and what it does.
 *
 * @param name an identifier
 * @param inputs parameters that are only read
 * @param outputs parameters that are written
 * @param internals memory of its own that no {@link Stmt.Allocate} places yet
 * @param functions code that the body calls; empty before level FLAT
 * @param body what it does
 */
public record Program(
    String name,
    List<Buffer> inputs,
    List<Buffer> outputs,
    List<Buffer> internals,
    List<Function> functions,
    Stmt body) {
  public Program {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    internals = List.copyOf(internals);
    functions = List.copyOf(functions);
  }

  public Program withBody(Stmt other) {
    return new Program(name, inputs, outputs, internals, functions, other);
  }

  public Program withInternals(List<Buffer> other) {
    return new Program(name, inputs, outputs, other, functions, body);
  }

  /** Inputs, outputs and internals. */
  public List<Buffer> buffers() {
    return Stream.of(inputs, outputs, internals).flatMap(List::stream).toList();
  }
}
