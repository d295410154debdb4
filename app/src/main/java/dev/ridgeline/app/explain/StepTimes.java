package dev.ridgeline.app.explain;

import dev.ridgeline.engine.PreparedPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How long the steps of a plan take, each the median over whole passes, so that a step finds the
 * caches as its neighbours leave them.
 *
 * @param stepNanos by step
 * @param runNanos of a whole run without a clock between its steps
 * @param passes that the medians are of
 */
record StepTimes(List<Double> stepNanos, double runNanos, int passes) {
  private static final long WARM_UP_NANOS = 1_000_000_000;
  private static final long BUDGET_NANOS = 2_000_000_000;
  private static final int LEAST_PASSES = 5;
  private static final int MOST_PASSES = 501;

  StepTimes {
    stepNanos = List.copyOf(stepNanos);
  }

  /** Measures a plan whose inputs are bound. */
  static StepTimes of(PreparedPlan plan) {
    int steps = plan.steps().size();
    long begin = System.nanoTime();
    do {
      plan.run();
    } while (System.nanoTime() - begin < WARM_UP_NANOS);
    long[][] samples = new long[steps + 1][MOST_PASSES];
    int passes = 0;
    begin = System.nanoTime();
    while (passes < LEAST_PASSES
        || (passes < MOST_PASSES && System.nanoTime() - begin < BUDGET_NANOS)) {
      for (int step = 0; step < steps; step++) {
        long before = System.nanoTime();
        plan.run(step);
        samples[step][passes] = System.nanoTime() - before;
      }
      long before = System.nanoTime();
      plan.run();
      samples[steps][passes] = System.nanoTime() - before;
      passes++;
    }
    List<Double> medians = new ArrayList<>();
    for (long[] of : samples) {
      medians.add(median(of, passes));
    }
    return new StepTimes(medians.subList(0, steps), medians.getLast(), passes);
  }

  private static double median(long[] samples, int count) {
    long[] sorted = Arrays.copyOf(samples, count);
    Arrays.sort(sorted);
    return ((double) sorted[(count - 1) / 2] + (double) sorted[count / 2]) / 2;
  }

  double sumNanos() {
    return stepNanos.stream().mapToDouble(Double::doubleValue).sum();
  }
}
