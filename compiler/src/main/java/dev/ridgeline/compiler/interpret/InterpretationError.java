package dev.ridgeline.compiler.interpret;

/**
 * A program did what no program may: it left a buffer, read what was never written, divided by
 * zero. That is an internal failure; the message names the place and the values of the loops.
 */
public final class InterpretationError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InterpretationError(String message) {
    super(message);
  }
}
