package dev.ridgeline.engine.rewrite;

import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Verifier;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A graph rewritten for running, pass by pass, verified after each.
 *
 * @param graph computes the same outputs, up to rounding where a pass says so
 * @param notes what each pass changed, in a line
 */
public record Rewriting(Graph graph, List<String> notes) {
  /** Copies the notes. */
  public Rewriting {
    notes = List.copyOf(notes);
  }

  private record Pass(String name, UnaryOperator<Graph> apply) {}

  private static final List<Pass> PASSES =
      List.of(
          new Pass("constant folding", ConstantFolding::apply),
          new Pass("identities", Identities::apply),
          new Pass("batch norm folding", BatchNormFolding::apply),
          new Pass("dead nodes", DeadNodes::apply));

  /** Rewrites a graph, best one whose shapes are known. */
  public static Rewriting of(Graph graph) {
    List<String> notes = new ArrayList<>();
    Graph now = graph;
    for (Pass pass : PASSES) {
      Graph after = pass.apply().apply(now);
      Verifier.verify(after);
      if (after.nodes().size() != now.nodes().size()) {
        notes.add(
            "%s: %d nodes become %d"
                .formatted(pass.name(), now.nodes().size(), after.nodes().size()));
      }
      now = after;
    }
    return new Rewriting(now, notes);
  }
}
