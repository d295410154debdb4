package dev.ridgeline.measure.latency;

/** A subject could not be measured. The message is one line that says why. */
public final class SubjectFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why, in one line. */
  public SubjectFailure(String reason) {
    super(reason);
  }

  /** Why, in one line, and what caused it. */
  public SubjectFailure(String reason, Throwable cause) {
    super(reason, cause);
  }
}
