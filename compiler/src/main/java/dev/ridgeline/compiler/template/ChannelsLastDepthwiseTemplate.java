package dev.ridgeline.compiler.template;

import dev.ridgeline.compiler.operator.ChannelsLastDepthwise;
import dev.ridgeline.compiler.operator.Conv2d;
import dev.ridgeline.compiler.schedule.Schedule;
import dev.ridgeline.compiler.schedule.TailMode;
import java.util.ArrayList;
import java.util.List;

/**
 * Schedules of the depthwise convolution with channels last: channels as lanes, and a few
 * neighbouring pixels at once, which share the weights.
 */
public final class ChannelsLastDepthwiseTemplate {
  private static final int PIXELS = 4;

  /** Taps of a tile's row up to which the window is unrolled; a JVM method has no room for it. */
  private static final int MOST_TAPS = 12;

  private final ChannelsLastDepthwise op;
  private final Conv2d conv;
  private final TargetTraits traits;

  private ChannelsLastDepthwiseTemplate(ChannelsLastDepthwise op, TargetTraits traits) {
    this.op = op;
    this.conv = op.conv();
    this.traits = traits;
  }

  /** The best schedule for the shape. */
  public static Schedule best(ChannelsLastDepthwise op, TargetTraits traits) {
    return new ChannelsLastDepthwiseTemplate(op, traits).tiled(PIXELS);
  }

  /** From the plain loops to the best, one idea a rung. */
  public static List<Rung> ladder(ChannelsLastDepthwise op, TargetTraits traits) {
    ChannelsLastDepthwiseTemplate t = new ChannelsLastDepthwiseTemplate(op, traits.onOneThread());
    List<Rung> rungs = new ArrayList<>();
    rungs.add(new Rung("naive", "loops as the definition has them", Schedule.of(op.computation())));
    rungs.add(
        new Rung(
            "vectorized",
            "neighbouring channels as vector lanes: each has weights of its own, side by side",
            t.tiled(1)));
    rungs.add(
        new Rung(
            "registers",
            "neighbouring pixels at once: a vector of weights serves all of them",
            t.tiled(PIXELS)));
    if (traits.threads() > 1) {
      rungs.add(new Rung("parallel", "rows on " + traits.threads() + " threads", best(op, traits)));
    }
    return rungs;
  }

  private Schedule tiled(int pixels) {
    Schedule s = Schedule.of(op.computation());
    s.split("c", traits.lanes(), TailMode.PARTITION, "ct", "cl");
    s.split("x", Math.min(pixels, conv.outWidth()), TailMode.PARTITION, "xt", "xi");
    s.reorder("n", "y", "ct", "xt", "r", "s", "xi", "cl");
    epilogue(s);
    s.unroll("xi").vectorize("cl");
    if (conv.kernelWidth() * pixels <= MOST_TAPS && !traits.target().equals("jvm")) {
      s.unroll("r").unroll("s");
    }
    if (traits.threads() > 1) {
      s.parallel("y");
    }
    BlockedConv2dTemplate.paddedCopy(s, conv, traits);
    return s;
  }

  /** The end on a tile of pixels while it is in registers. */
  private void epilogue(Schedule s) {
    if (op.epilogue().isEmpty()) {
      return;
    }
    s.reverseComputeAt("Y", "xt");
    s.split("Y_c", traits.lanes(), TailMode.PARTITION, "Y_v", "Y_l").vectorize("Y_l");
    if (op.epilogue().activation().inRegisters()) {
      s.unroll("Y_x");
    }
  }
}
