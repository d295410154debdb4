package dev.ridgeline.compiler.template;

import dev.ridgeline.compiler.operator.DepthwiseConv2d;
import dev.ridgeline.compiler.operator.SeparableConv2d;
import dev.ridgeline.compiler.schedule.Schedule;
import dev.ridgeline.compiler.schedule.TailMode;
import java.util.ArrayList;
import java.util.List;

/**
 * Schedules of the depthwise-separable convolution. The second step is a matrix product of weights
 * and pixels: pixels in lanes, a tile of output channels by pixels in registers. Rows of the middle
 * are copied beside each other first, with room for whole vectors at their ends.
 */
final class SeparableTemplate {
  private static final int MOST_UNROLLED = 32;

  private final SeparableConv2d op;
  private final TargetTraits traits;

  private SeparableTemplate(SeparableConv2d op, TargetTraits traits) {
    this.op = op;
    this.traits = traits;
  }

  static List<Rung> ladder(SeparableConv2d op, TargetTraits traits) {
    SeparableTemplate t = new SeparableTemplate(op, traits);
    List<Rung> rungs = new ArrayList<>();
    rungs.add(
        new Rung("naive", "both steps as the definition has them", Schedule.of(op.computation())));
    if (op.depthwise().outWidth() < traits.lanes() / 2) {
      return rungs; // lanes would be idle
    }
    rungs.add(
        new Rung(
            "vectorized",
            "neighbouring pixels as vector lanes, in both steps",
            t.schedule(1, 1, false)));
    rungs.add(
        new Rung(
            "registers",
            "a tile of output channels by pixels stays in registers while input channels are folded"
                + " in: each load of the middle serves several channels",
            t.schedule(t.rows(), t.vectors(), false)));
    if (traits.threads() > 1) {
      rungs.add(
          new Rung(
              "parallel",
              "channels of the first step, tiles of the second on " + traits.threads() + " threads",
              t.schedule(t.rows(), t.vectors(), true)));
    }
    return rungs;
  }

  private int rows() {
    return Math.min(traits.registerRows(), op.outChannels());
  }

  /** Vectors of a row of pixels in the register tile. */
  private int vectors() {
    return Math.min(
        traits.registerVectors(), Math.ceilDiv(op.depthwise().outWidth(), traits.lanes()));
  }

  private Schedule schedule(int rows, int vectors, boolean parallel) {
    Schedule s = Schedule.of(op.computation());
    first(s, parallel);
    s.cacheRead("Y", "D", "Dp").pad("Dp", 3, traits.lanes());
    s.split("ox", vectors * traits.lanes(), TailMode.GUARD, "xt", "xr");
    s.split("xr", traits.lanes(), TailMode.GUARD, "xu", "ol");
    s.split("o", rows, TailMode.PARTITION, "ot", "oi");
    s.reorder("oy", "xt", "ot", "i", "oi", "xu", "ol");
    s.unroll("oi").unroll("xu").vectorize("ol").partition("xt");
    s.computeAt("Dp", "oy");
    if (op.depthwise().outWidth() >= traits.lanes()) {
      s.split("Dp_3", traits.lanes(), TailMode.PARTITION, "Dp_v", "Dp_l").vectorize("Dp_l");
    }
    return parallel ? s.parallel("oy") : s;
  }

  /** Padding and the depthwise step, channel by channel. */
  private void first(Schedule s, boolean parallel) {
    DepthwiseConv2d d = op.depthwise();
    s.fuse("b", "c", "plane");
    if (d.pad() > 0) {
      s.computeAt("Xp", "plane");
    }
    if (d.kernel() <= MOST_UNROLLED) {
      s.unroll("s"); // over the loop of r, accumulators stay in registers
    }
    if (d.outWidth() >= traits.lanes()) {
      s.split("x", traits.lanes(), TailMode.PARTITION, "xv", "xl");
      s.reorder("xv", "r", "s", "xl").vectorizeStrided("xl");
    }
    if (parallel) {
      s.parallel("plane");
    }
  }
}
