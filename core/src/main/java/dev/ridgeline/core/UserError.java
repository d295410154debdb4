package dev.ridgeline.core;

/**
 * A mistake of the user: bad input, a wrong argument, a resource that does not suffice. Its message
 * is one line that says what was given, what is allowed and what to do; the command line prints it
 * and exits with status 2. Anything else that is thrown is an internal failure.
 */
public final class UserError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates an error with the one line that the user will read. */
  public UserError(String message) {
    super(message);
  }

  /** Creates an error with its cause, which is shown under {@code --verbose} only. */
  public UserError(String message, Throwable cause) {
    super(message, cause);
  }
}
