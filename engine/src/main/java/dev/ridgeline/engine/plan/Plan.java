package dev.ridgeline.engine.plan;

import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.engine.kernel.InterpretedPlan;
import dev.ridgeline.engine.kernel.Placed;
import java.util.List;
import java.util.Map;

/**
 * How a graph is run: steps in order, and which values share memory as views.
 *
 * @param graph the rewritten graph, every type known
 * @param notes what the rewriting did
 * @param steps in order
 * @param views values that stand in the memory of others
 */
public record Plan(
    Graph graph, List<String> notes, List<PlannedStep> steps, Map<Placed, Placed> views) {
  /** Copies the lists. */
  public Plan {
    notes = List.copyOf(notes);
    steps = List.copyOf(steps);
    views = Map.copyOf(views);
  }

  /** The value whose memory this one stands in; itself for most. */
  public Placed root(Placed value) {
    Placed at = value;
    for (Placed next = views.get(at); next != null; next = views.get(at)) {
      at = next;
    }
    return at;
  }

  /** Steps that the interpreter runs. */
  public List<PlannedStep> interpreted() {
    return steps.stream().filter(s -> s.step() instanceof InterpretedPlan).toList();
  }
}
