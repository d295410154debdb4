package dev.ridgeline.compiler.verify;

/** How far the verifier goes where reasoning about ranges does not suffice. */
public enum Effort {
  /** Runs small programs (65,536 points); of larger ones accepts what it cannot show. */
  QUICK,
  /**
   * Runs programs of up to 2^24 points, and refuses larger ones where it cannot show that they are
   * right.
   */
  EXACT
}
