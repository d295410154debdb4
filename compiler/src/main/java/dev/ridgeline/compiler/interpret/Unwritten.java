package dev.ridgeline.compiler.interpret;

/** Which reads of elements that were never written are errors. */
public enum Unwritten {
  /** None: such a read gives anything. */
  READABLE,
  /** Those of memory that the program has of its own. */
  FORBIDDEN,
  /** Those, and those of outputs: nothing may rely on what the caller left there. */
  FORBIDDEN_IN_OUTPUTS
}
