package dev.ridgeline.compiler.jvm;

/** What the target cannot do with a function; the message continues "function 'f' ...". */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Refusal(String message) {
    super(message);
  }
}
