package dev.ridgeline.primitives.conv;

/** What an algorithm answers: a result, or why it gives none. It never gives a wrong result. */
public sealed interface ConvOutcome {

  /**
   * The output, NCHW; the array is the caller's.
   *
   * @param output values of the storage format
   */
  record Computed(double[] output) implements ConvOutcome {}

  /**
   * The case is outside what the algorithm can do.
   *
   * @param reason what was given, what is allowed and what to use instead, in one line
   */
  record Unsupported(String reason) implements ConvOutcome {}

  /** The output, for callers that know that the case is supported. */
  default double[] output() {
    return switch (this) {
      case Computed computed -> computed.output();
      case Unsupported unsupported -> throw new IllegalStateException(unsupported.reason());
    };
  }
}
