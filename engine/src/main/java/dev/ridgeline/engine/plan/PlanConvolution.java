package dev.ridgeline.engine.plan;

import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Contraction;
import dev.ridgeline.core.op.Window;
import dev.ridgeline.core.tensor.Layout;
import dev.ridgeline.engine.kernel.ConvGeometry;
import dev.ridgeline.engine.kernel.ConvPlan;
import dev.ridgeline.engine.kernel.Order;
import dev.ridgeline.engine.kernel.Placed;
import dev.ridgeline.engine.kernel.WinogradPlan;
import java.util.List;
import java.util.Optional;

/** Convolutions of one and two spatial axes: channels last, weights packed when it is built. */
final class PlanConvolution {
  private PlanConvolution() {}

  /** Plans the node, or says why not. */
  static Optional<String> plan(Draft draft, Node node, Contraction.Conv op) {
    int rank = draft.dims(node.input(0)).length;
    if (op.layout() != Layout.NCHW) {
      return Optional.of("its layout is NHWC");
    }
    if (rank != 3 && rank != 4) {
      return Optional.of("it has " + (rank - 2) + " spatial axes; kernels have 1 or 2");
    }
    if (!draft.isF32(node.input(0)) || !draft.isConstant(node.input(1))) {
      return Optional.of("its weights are no constants of type f32");
    }
    if (node.has(2) && !draft.isConstant(node.input(2))) {
      return Optional.of("its bias is no constant");
    }
    ConvGeometry g =
        geometry(draft.dims(node.input(0)), draft.dims(node.input(1)), op, draft, node);
    Window w = op.window();
    if (w.axes() == 2 && !w.dilations().get(0).equals(w.dilations().get(1))) {
      return Optional.of("its dilations differ between the axes");
    }
    if (g.padTop() < 0 || g.padLeft() < 0 || g.padBottom() < 0 || g.padRight() < 0) {
      return Optional.of("its pads are negative");
    }
    Placed x = draft.in(node.input(0), Order.CHANNELS_LAST);
    Optional<String> bias = node.has(2) ? Optional.of(node.input(2)) : Optional.empty();
    Following after = Following.of(draft, node, bias, Order.CHANNELS_LAST, g.outChannels());
    Placed y = Placed.channelsLast(after.output());
    draft.add(
        WinogradPlan.of(g, x, node.input(1), after.epilogue(), y)
            .orElseGet(() -> new ConvPlan(g, x, node.input(1), after.epilogue(), y)),
        after.nodes(),
        "");
    return Optional.empty();
  }

  private static ConvGeometry geometry(
      int[] x, int[] w, Contraction.Conv op, Draft draft, Node node) {
    int[] out = draft.dims(node.output());
    int last = op.window().axes() - 1;
    Pads across = Pads.of(op.window(), last, x[x.length - 1], out[out.length - 1]);
    boolean flat = last == 0;
    Pads down = flat ? new Pads(0, 0) : Pads.of(op.window(), 0, x[2], out[2]);
    return new ConvGeometry(
        x[0],
        x[1],
        flat ? 1 : x[2],
        x[x.length - 1],
        w[0],
        flat ? 1 : w[2],
        w[w.length - 1],
        Math.toIntExact(op.window().strides().getFirst()),
        Math.toIntExact(op.window().strides().get(last)),
        Math.toIntExact(op.window().dilations().get(last)),
        Math.toIntExact(op.groups()),
        down.begin(),
        across.begin(),
        down.end(),
        across.end());
  }

  /**
   * Pads of an axis as numbers.
   *
   * @param begin before it
   * @param end behind it
   */
  record Pads(int begin, int end) {
    static Pads of(Window window, int axis, int in, int out) {
      if (window.autoPad() == Window.AutoPad.EXPLICIT) {
        return new Pads(
            Math.toIntExact(window.padsBegin().get(axis)),
            Math.toIntExact(window.padsEnd().get(axis)));
      }
      long reach = (out - 1) * window.strides().get(axis) + window.extent(axis);
      int all = Math.toIntExact(Math.max(0, reach - in));
      boolean upper = window.autoPad() == Window.AutoPad.SAME_UPPER;
      int begin = upper ? all / 2 : all - all / 2;
      return new Pads(begin, all - begin);
    }
  }

  /** Kernel sizes of a window over one or two axes, as rows and columns. */
  static List<Integer> rowsAndColumns(List<Long> sizes) {
    int columns = Math.toIntExact(sizes.getLast());
    return List.of(sizes.size() == 1 ? 1 : Math.toIntExact(sizes.getFirst()), columns);
  }
}
