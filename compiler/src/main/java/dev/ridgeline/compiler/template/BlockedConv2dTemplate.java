package dev.ridgeline.compiler.template;

import dev.ridgeline.compiler.operator.BlockedConv2d;
import dev.ridgeline.compiler.operator.Conv2d;
import dev.ridgeline.compiler.schedule.Schedule;
import dev.ridgeline.compiler.schedule.TailMode;
import java.util.ArrayList;
import java.util.List;

/**
 * Schedules of the convolution with channels last. The fast form runs a register tile of pixels by
 * output channels, as a matrix product does, over all pixels of an image in a row: no im2col, and no
 * tail at the end of each image row.
 */
public final class BlockedConv2dTemplate {
  private final BlockedConv2d op;
  private final Conv2d conv;
  private final TargetTraits traits;

  private BlockedConv2dTemplate(BlockedConv2d op, TargetTraits traits) {
    this.op = op;
    this.conv = op.conv();
    this.traits = traits;
  }

  /** The best schedule for the shape. */
  public static Schedule best(BlockedConv2d op, TargetTraits traits) {
    return new BlockedConv2dTemplate(op, traits).tiled();
  }

  /** From the plain loops to the best, one idea a rung. */
  public static List<Rung> ladder(BlockedConv2d op, TargetTraits traits) {
    BlockedConv2dTemplate t = new BlockedConv2dTemplate(op, traits);
    List<Rung> rungs = new ArrayList<>();
    rungs.add(
        new Rung(
            "naive", "seven loops as the definition has them", Schedule.of(op.computation())));
    rungs.add(
        new Rung(
            "vectorized",
            "neighbouring output channels as vector lanes; a pixel's value is the same for all",
            t.vectorized()));
    rungs.add(
        new Rung(
            "registers",
            "a tile of pixels by channels stays in registers over the whole sum: every load of the"
                + " weights serves several pixels",
            t.tiled()));
    return rungs;
  }

  private Schedule vectorized() {
    Schedule s = Schedule.of(op.computation());
    s.split("o", traits.lanes(), TailMode.PARTITION, "ot", "ol");
    s.reorder("ot", "r", "s", "c", "ol").vectorize("ol");
    return pad(s);
  }

  private Schedule tiled() {
    Schedule s = Schedule.of(op.computation());
    s.fuse("y", "x", "p");
    int pixels = Math.min(traits.registerRows(), conv.outHeight() * conv.outWidth());
    s.split("p", pixels, TailMode.PARTITION, "pt", "pi");
    s.split("o", op.block(), TailMode.PARTITION, "ot", "or");
    s.split("or", traits.lanes(), TailMode.GUARD, "ov", "ol");
    s.reorder("n", "ot", "pt", "r", "s", "c", "pi", "ov", "ol");
    if (conv.dilation() == 1) {
      s.fuse("s", "c", "sc");
    }
    s.unroll("pi").unroll("ov").vectorize("ol");
    if (traits.threads() > 1) {
      s.parallel("ot");
    }
    return pad(s);
  }

  private Schedule pad(Schedule s) {
    if (conv.pad() > 0) {
      s.partition("ph").partition("pw");
    }
    return s;
  }
}
