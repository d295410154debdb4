package dev.ridgeline.measure.sampling;

/** What is timed: one run of it, which has finished all its work when it returns. */
@FunctionalInterface
public interface Workload {
  /** Does the work once. */
  void run();
}
