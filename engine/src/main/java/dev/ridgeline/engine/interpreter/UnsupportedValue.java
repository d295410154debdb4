package dev.ridgeline.engine.interpreter;

/** What a node was given cannot be computed with; the interpreter adds which node it was. */
final class UnsupportedValue extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnsupportedValue(String reason) {
    super(reason);
  }
}
