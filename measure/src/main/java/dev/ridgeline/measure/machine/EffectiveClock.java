package dev.ridgeline.measure.machine;

import java.util.Optional;

/**
 * Estimates the clock rate at which a core really runs, from the time of a chain of dependent
 * shifts and exclusive-ors: two cycles a step on every x86 core of the last fifteen years, which no
 * core can shorten. The best of many runs, so it is the highest rate held for a fifth of a
 * millisecond.
 */
final class EffectiveClock {
  private static final int ITERATIONS = 20_000;
  private static final int STEPS = 4;
  private static final int CYCLES_PER_STEP = 2;

  private EffectiveClock() {}

  /** The measured rate, or nothing on other kinds of CPU. */
  static Optional<ClockFigure> measure() {
    String arch = System.getProperty("os.arch", "");
    if (!arch.equals("amd64") && !arch.equals("x86_64")) {
      return Optional.empty();
    }
    long best = Long.MAX_VALUE;
    long state = 0x9e3779b97f4a7c15L;
    long until = System.nanoTime() + 200_000_000;
    while (System.nanoTime() < until) {
      long begin = System.nanoTime();
      state = chain(state | 1, ITERATIONS);
      best = Math.min(best, System.nanoTime() - begin);
    }
    double gigahertz = (double) ITERATIONS * STEPS * CYCLES_PER_STEP / best;
    String note = "estimated from a chain of dependent integer operations, 2 cycles a step";
    return Optional.of(
        new ClockFigure("measured", gigahertz, state == 0 ? note + " (state 0)" : note));
  }

  /** The chain; its value must be used, or the JIT drops it. */
  static long chain(long start, int iterations) {
    long x = start;
    for (int i = 0; i < iterations; i++) {
      x ^= x >>> 7;
      x ^= x >>> 9;
      x ^= x >>> 11;
      x ^= x >>> 13;
    }
    return x;
  }
}
