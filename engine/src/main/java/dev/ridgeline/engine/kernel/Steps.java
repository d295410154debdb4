package dev.ridgeline.engine.kernel;

import java.util.List;

/** Steps one after the other. */
final class Steps implements Step {
  private final Step[] steps;

  Steps(List<Step> steps) {
    this.steps = steps.toArray(Step[]::new);
  }

  @Override
  public void run() {
    for (Step step : steps) {
      step.run();
    }
  }

  @Override
  public void close() {
    for (Step step : steps) {
      step.close();
    }
  }
}
