package dev.ridgeline.measure.sampling;

/** Why sampling ended. */
public enum StopReason {
  /** The median is known as well as the plan asked for. */
  SPREAD_KNOWN,
  /** The plan's largest number of samples was taken. */
  SAMPLE_LIMIT,
  /** The plan's time was up. */
  TIME_LIMIT
}
