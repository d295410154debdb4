package dev.ridgeline.core.gradient;

import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Contraction;
import dev.ridgeline.core.op.Pool;
import dev.ridgeline.core.op.Window;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Layout;
import java.util.Arrays;

/** Gradients of pools: to the place of the maximum, or spread over the window. */
final class PoolGradients {
  private PoolGradients() {}

  static void write(Tape t, Node node, Pool op, String dy) {
    String x = node.input(0);
    long[] sizes = t.sizes(x);
    switch (op) {
      case Pool.MaxPool o -> {
        if (o.layout() != Layout.NCHW) {
          throw Gradient.none(node, "only channels first have a rule");
        }
        long elements = t.type(x).shape().elements();
        String sums = MovementGradients.added(t, node.outputs().get(1), dy, elements);
        t.give(node, 0, t.reshaped(sums, sizes));
      }
      case Pool.AveragePool o -> average(t, node, o, dy, sizes);
      case Pool.Global o -> {
        if (o.kind() != Pool.GlobalKind.AVERAGE) {
          throw Gradient.none(node, "of the global pools only the average has a rule");
        }
        double plane = (double) t.type(x).shape().elements() / t.type(dy).shape().elements();
        t.give(node, 0, t.expanded(t.scaled(dy, 1 / plane), sizes));
      }
      case Pool.LpPool _, Pool.Resize _ -> throw Gradient.none(node, "no rule is known");
    }
  }

  private static void average(Tape t, Node node, Pool.AveragePool op, String dy, long[] sizes) {
    Window window = op.window();
    if (op.layout() != Layout.NCHW
        || op.ceilMode()
        || window.autoPad() != Window.AutoPad.EXPLICIT) {
      throw Gradient.none(
          node, "only channels first, explicit pads and sizes rounded down have a rule");
    }
    DType dtype = t.type(dy).dtype();
    String share;
    if (op.countIncludePad()) {
      share = t.scaled(dy, 1.0 / window.kernelElements());
    } else {
      long[] one = sizes.clone();
      Arrays.fill(one, 0, 2, 1);
      String counts =
          t.op(
              new Contraction.Conv(window, 1, Layout.NCHW),
              t.filled(dtype, 1, one),
              t.filled(dtype, 1, kernel(window, 1)));
      share = t.quotient(dy, counts);
    }
    String ones = t.filled(dtype, 1, kernel(window, sizes[1]));
    t.give(node, 0, ContractionGradients.spread(t, window, sizes[1], share, ones, sizes));
  }

  private static long[] kernel(Window window, long channels) {
    long[] sizes = new long[window.axes() + 2];
    sizes[0] = channels;
    sizes[1] = 1;
    for (int i = 0; i < window.axes(); i++) {
      sizes[i + 2] = window.kernel().get(i);
    }
    return sizes;
  }
}
