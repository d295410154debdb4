package dev.ridgeline.app.study;

/**
 * A case with its measured time.
 *
 * @param what the case
 * @param engine who ran it
 * @param millis median time
 * @param suspect why it is not to be trusted; empty where it is
 */
public record MeasuredCase(StudyCase what, String engine, double millis, String suspect) {
  /** Time is above 0. */
  public MeasuredCase {
    if (!(millis > 0)) {
      throw new IllegalArgumentException("time is " + millis + " ms, allowed is above 0");
    }
  }
}
