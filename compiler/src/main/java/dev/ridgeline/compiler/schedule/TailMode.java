package dev.ridgeline.compiler.schedule;

/** What a split does where the factor does not divide the extent. */
public enum TailMode {
  /** Steady iterations without a condition, and one more loop for the rest. */
  PARTITION,
  /** A condition in every iteration. */
  GUARD,
  /** As GUARD; on a vectorized loop the lanes beyond the end are masked in every iteration. */
  MASK,
  /**
   * The last tile starts earlier, so that some elements are computed twice. Needs an extent of at
   * least the factor, and blocks that do not read what they write; reductions only with all their
   * reduce loops inside the split one, and before their identity is set apart.
   */
  SHIFT
}
