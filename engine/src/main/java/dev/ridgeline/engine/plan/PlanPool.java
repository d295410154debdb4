package dev.ridgeline.engine.plan;

import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Pool;
import dev.ridgeline.core.op.Window;
import dev.ridgeline.core.tensor.Layout;
import dev.ridgeline.engine.kernel.ConvGeometry;
import dev.ridgeline.engine.kernel.GlobalMeanPlan;
import dev.ridgeline.engine.kernel.Order;
import dev.ridgeline.engine.kernel.Placed;
import dev.ridgeline.engine.kernel.PoolPlan;
import java.util.List;
import java.util.Optional;

/** Pools over one or two spatial axes, channels last. */
final class PlanPool {
  private PlanPool() {}

  /** Plans the node, or says why not. */
  static Optional<String> plan(Draft draft, Node node, Pool op) {
    if (!draft.isF32(node.input(0))) {
      return Optional.of("it is not of type f32");
    }
    return switch (op) {
      case Pool.MaxPool p -> {
        if (node.outputs().size() > 1 && !node.outputs().get(1).isEmpty()) {
          yield Optional.of("the indices of the maxima are wanted");
        }
        yield windows(draft, node, p.window(), p.layout(), true, false);
      }
      case Pool.AveragePool p ->
          windows(draft, node, p.window(), p.layout(), false, p.countIncludePad());
      case Pool.Global g -> {
        if (g.kind() != Pool.GlobalKind.AVERAGE || g.layout() != Layout.NCHW) {
          yield Optional.of("only means over NCHW have a kernel");
        }
        yield mean(draft, node, node.output());
      }
      case Pool.Resize resize -> PlanResize.plan(draft, node, resize);
      case Pool.LpPool _ -> Optional.of("there is no kernel for it");
    };
  }

  /** The mean of all pixels of the node's first input. */
  static Optional<String> mean(Draft draft, Node node, String output) {
    int[] x = draft.dims(node.input(0));
    if (x.length < 3) {
      return Optional.of("it has no spatial axes");
    }
    int pixels = 1;
    for (int i = 2; i < x.length; i++) {
      pixels *= x[i];
    }
    Placed in = draft.in(node.input(0), Order.CHANNELS_LAST);
    Placed out = Placed.rowMajor(output);
    draft.add(new GlobalMeanPlan(x[0], pixels, x[1], in, out), List.of(node), "");
    return Optional.empty();
  }

  private static Optional<String> windows(
      Draft draft, Node node, Window w, Layout layout, boolean maximum, boolean countPads) {
    int[] x = draft.dims(node.input(0));
    int[] y = draft.dims(node.output());
    if (layout != Layout.NCHW || (x.length != 3 && x.length != 4)) {
      return Optional.of("kernels are for NCHW with 1 or 2 spatial axes");
    }
    int last = w.axes() - 1;
    boolean flat = last == 0;
    if (!flat && !w.dilations().get(0).equals(w.dilations().get(1))) {
      return Optional.of("dilations differ between the axes");
    }
    int width = x[x.length - 1];
    int outWidth = y[y.length - 1];
    PlanConvolution.Pads across = PlanConvolution.Pads.of(w, last, width, outWidth);
    PlanConvolution.Pads down =
        flat ? new PlanConvolution.Pads(0, 0) : PlanConvolution.Pads.of(w, 0, x[2], y[2]);
    List<Integer> kernel = PlanConvolution.rowsAndColumns(w.kernel());
    List<Integer> strides = PlanConvolution.rowsAndColumns(w.strides());
    ConvGeometry g =
        new ConvGeometry(
            x[0],
            x[1],
            flat ? 1 : x[2],
            width,
            x[1],
            kernel.getFirst(),
            kernel.getLast(),
            strides.getFirst(),
            strides.getLast(),
            Math.toIntExact(w.dilations().get(last)),
            x[1],
            down.begin(),
            across.begin(),
            down.end(),
            across.end());
    Placed in = draft.in(node.input(0), Order.CHANNELS_LAST);
    draft.add(
        new PoolPlan(
            g,
            flat ? 1 : y[2],
            outWidth,
            maximum,
            countPads,
            in,
            Placed.channelsLast(node.output())),
        List.of(node),
        "");
    return Optional.empty();
  }
}
