package dev.ridgeline.core.op;

import dev.ridgeline.core.graph.Graph;

/** Operators whose bodies are graphs. A body may read values of the graph around it by name. */
public sealed interface Control extends Op {

  @Override
  default String label() {
    return getClass().getSimpleName();
  }

  /** Input: condition. Outputs those of the branch that is taken. */
  record If(Graph thenBranch, Graph elseBranch) implements Control {}

  /** Inputs: trip count, condition, carried values. Outputs: carried values, scans. */
  record Loop(Graph body) implements Control {}
}
