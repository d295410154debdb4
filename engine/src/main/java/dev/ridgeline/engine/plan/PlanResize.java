package dev.ridgeline.engine.plan;

import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Pool;
import dev.ridgeline.engine.kernel.Order;
import dev.ridgeline.engine.kernel.Placed;
import dev.ridgeline.engine.kernel.StridedCopyPlan;
import java.util.List;
import java.util.Optional;

/** Images made larger by whole factors, each pixel repeated. */
final class PlanResize {
  private PlanResize() {}

  /** Plans the node, or says why not. */
  static Optional<String> plan(Draft draft, Node node, Pool.Resize op) {
    int[] x = draft.dims(node.input(0));
    int[] y = draft.dims(node.output());
    if (!op.mode().equals("nearest") || x.length != 4 || x[0] != y[0] || x[1] != y[1]) {
      return Optional.of("kernels repeat the pixels of images; its mode is " + op.mode());
    }
    if (y[2] % x[2] != 0 || y[3] % x[3] != 0 || !repeats(op)) {
      return Optional.of("its factors are not whole, or pixels do not lie on their places");
    }
    Placed in = draft.in(node.input(0), Order.CHANNELS_LAST);
    int down = y[2] / x[2];
    int across = y[3] / x[3];
    long pixel = x[1];
    long row = x[3] * pixel;
    long wide = across * row;
    draft.add(
        new StridedCopyPlan(
            "repeat " + down + "x" + across,
            List.of(
                new StridedCopyPlan.Part(
                    in,
                    List.of(x[0], x[2], down, x[3], across, x[1]),
                    List.of(x[2] * row, row, 0L, pixel, 0L, 1L),
                    0,
                    List.of(
                        (long) x[2] * down * wide, down * wide, wide, across * pixel, pixel, 1L),
                    0)),
            Placed.channelsLast(node.output())),
        List.of(node),
        "");
    return Optional.empty();
  }

  /** With whole factors these take pixel i / factor; others shift or stretch. */
  private static boolean repeats(Pool.Resize op) {
    return switch (op.coordinates()) {
      case "half_pixel", "half_pixel_symmetric", "pytorch_half_pixel" ->
          op.nearestMode().startsWith("round");
      case "asymmetric" -> op.nearestMode().equals("floor");
      default -> false;
    };
  }
}
