package dev.ridgeline.compiler.ir;

/** How the iterations of a loop run. */
public enum LoopKind {
  /** One after the other. */
  SERIAL,
  /** In any order, on several threads. */
  PARALLEL,
  /** As the lanes of a vector. */
  VECTORIZED,
  /** One after the other, written out. */
  UNROLLED;

  public String label() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
