package dev.ridgeline.engine.plan;

import dev.ridgeline.engine.kernel.StepPlan;
import java.util.List;

/**
 * A step of a plan.
 *
 * @param step what runs
 * @param nodes names of the graph's nodes that it computes, in order; none for a conversion
 * @param note why it is as it is, where that needs a word: a node that the interpreter runs
 */
public record PlannedStep(StepPlan step, List<String> nodes, String note) {
  /** Copies the names. */
  public PlannedStep {
    nodes = List.copyOf(nodes);
  }
}
