package dev.ridgeline.core.memory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which values live when, in a program that runs step by step: a value lives from the step that
 * defines it to the last step that uses it. Values are added as they are defined; the peak is read
 * at the end.
 */
public final class Lifetimes {
  private final Map<String, Interval> intervals = new HashMap<>();
  private int step;

  private static final class Interval {
    private final long bytes;
    private final int first;
    private int last;

    Interval(long bytes, int first) {
      this.bytes = bytes;
      this.first = first;
      this.last = first;
    }
  }

  /** Begins the next step. */
  public void nextStep() {
    step++;
  }

  /** Defines a value of {@code bytes} bytes in this step. */
  public void define(String value, long bytes) {
    intervals.put(value, new Interval(bytes, step));
  }

  public boolean isDefined(String value) {
    return intervals.containsKey(value);
  }

  /** Uses a value in this step; values that were never defined (weights) are ignored. */
  public void use(String value) {
    Interval interval = intervals.get(value);
    if (interval != null) {
      interval.last = step;
    }
  }

  /** The most bytes that live in any one step. */
  public long peakBytes() {
    long[] change = new long[step + 2];
    List<Interval> all = new ArrayList<>(intervals.values());
    for (Interval interval : all) {
      change[interval.first] = Math.addExact(change[interval.first], interval.bytes);
      change[interval.last + 1] = Math.subtractExact(change[interval.last + 1], interval.bytes);
    }
    long live = 0;
    long peak = 0;
    for (long delta : change) {
      live = Math.addExact(live, delta);
      peak = Math.max(peak, live);
    }
    return peak;
  }
}
