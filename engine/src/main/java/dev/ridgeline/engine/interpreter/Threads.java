package dev.ridgeline.engine.interpreter;

import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * How many threads kernels may use: one, or those of the common pool. Tasks write to places of
 * their own, so that results do not depend on it.
 */
record Threads(boolean several) {
  static final Threads ONE = new Threads(false);

  void each(int tasks, IntConsumer task) {
    IntStream range = IntStream.range(0, tasks);
    if (several && tasks > 1) {
      range = range.parallel();
    }
    range.forEach(task);
  }
}
