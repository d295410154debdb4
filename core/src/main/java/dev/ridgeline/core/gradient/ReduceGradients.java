package dev.ridgeline.core.gradient;

import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Reduce;

/** Gradients of folds along axes: spread over what was folded. */
final class ReduceGradients {
  private ReduceGradients() {}

  static void write(Tape t, Node node, Reduce op, String dy) {
    if (!(op instanceof Reduce.Fold fold)
        || (fold.kind() != Reduce.Kind.SUM && fold.kind() != Reduce.Kind.MEAN)) {
      throw Gradient.none(node, "only sums and means along axes have a rule");
    }
    String x = node.input(0);
    long[] sizes = t.sizes(x);
    // A fold's kept form is found from an all-ones fold of the same axes: shapes alone, no data.
    String kept = keptForm(t, node, fold, dy);
    String spread = t.expanded(kept, sizes);
    double count = (double) t.type(x).shape().elements() / t.type(dy).shape().elements();
    t.give(node, 0, fold.kind() == Reduce.Kind.MEAN ? t.scaled(spread, 1 / count) : spread);
  }

  private static String keptForm(Tape t, Node node, Reduce.Fold fold, String dy) {
    if (fold.keepDims()) {
      return dy;
    }
    Reduce.Fold kept = new Reduce.Fold(fold.kind(), true, fold.noopWithEmptyAxes());
    String shape =
        node.has(1) ? t.op(kept, node.input(0), node.input(1)) : t.op(kept, node.input(0));
    return t.reshaped(dy, t.sizes(shape));
  }
}
