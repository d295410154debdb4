package dev.ridgeline.compiler.ir;

/** How far a program has come on its way to code. Each has its own rules in the verifier. */
public enum Level {
  /** Loops around blocks: what schedules rewrite. */
  BLOCKS,
  /** Loops, conditions and stores; buffers still have dimensions. */
  LOOPS,
  /**
   * One index a buffer, vectors and locals explicit, no math function left, code in functions: what
   * targets take.
   */
  FLAT
}
