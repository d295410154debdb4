package dev.ridgeline.core.gradient;

import dev.ridgeline.core.graph.GraphBuilder;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Normalise;
import dev.ridgeline.core.op.Pool;
import java.util.List;
import java.util.Map;

/** How a node stands in the training graph: with the outputs that its gradient reads. */
final class TrainingForm {
  private TrainingForm() {}

  static Node of(Node node, GraphBuilder graph, Map<String, String> statistics) {
    if (node.op() instanceof Pool.MaxPool op && node.outputs().size() == 1) {
      Pool.MaxPool rowMajor = new Pool.MaxPool(op.window(), op.ceilMode(), false, op.layout());
      return new Node(
          node.name(),
          rowMajor,
          node.inputs(),
          List.of(node.output(), graph.fresh(node.output() + ":where")));
    }
    if (node.op() instanceof Normalise.BatchNorm op) {
      String mean = graph.fresh(node.input(3) + ":new");
      String variance = graph.fresh(node.input(4) + ":new");
      statistics.put(node.input(3), mean);
      statistics.put(node.input(4), variance);
      Normalise.BatchNorm training =
          new Normalise.BatchNorm(op.epsilon(), op.momentum(), true, op.layout());
      return new Node(node.name(), training, node.inputs(), List.of(node.output(), mean, variance));
    }
    return node;
  }
}
