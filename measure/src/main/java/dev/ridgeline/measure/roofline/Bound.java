package dev.ridgeline.measure.roofline;

/** What limits the speed at an operational intensity. */
public enum Bound {
  /** Bandwidth. */
  MEMORY,
  /** Arithmetic. */
  COMPUTE,
  /** It cannot be told, because the bandwidth is unknown. */
  UNKNOWN
}
