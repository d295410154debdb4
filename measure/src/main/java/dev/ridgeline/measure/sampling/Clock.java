package dev.ridgeline.measure.sampling;

/** A monotonic clock with a name that results carry. */
public interface Clock {
  /** Nanoseconds since some fixed point. */
  long nanos();

  /** Which clock this is, as results state it. */
  String source();

  /** The JVM's monotonic clock, on Linux {@code CLOCK_MONOTONIC}. */
  static Clock system() {
    return SystemClock.INSTANCE;
  }
}
