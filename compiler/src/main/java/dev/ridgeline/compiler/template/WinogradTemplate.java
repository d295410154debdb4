package dev.ridgeline.compiler.template;

import dev.ridgeline.compiler.operator.WinogradInput;
import dev.ridgeline.compiler.operator.WinogradOutput;
import dev.ridgeline.compiler.schedule.Schedule;
import dev.ridgeline.compiler.schedule.TailMode;

/**
 * Schedules of Winograd's transforms: channels as lanes, a tile's rows and columns unrolled, so
 * that between the two products with the matrix nothing leaves the registers. A JVM method has room
 * for one row or column only; there the tile stays in the first cache.
 */
final class WinogradTemplate {
  private WinogradTemplate() {}

  /** Of the transform of the input. */
  static Schedule best(WinogradInput op, TargetTraits traits) {
    Schedule s = Schedule.of(op.computation());
    s.split("c", traits.lanes(), TailMode.PARTITION, "ct", "cl");
    s.reorder("n", "ty", "tx", "ct", "i", "j", "cl");
    s.computeAt("T", "ct");
    s.unroll("T_ti").unroll("j").vectorize("cl");
    inLanes(s, "T_tc", traits);
    if (!traits.target().equals("jvm")) {
      s.unroll("T_tb").unroll("i");
    }
    return traits.threads() > 1 ? s.parallel("ty") : s;
  }

  /** Of the transform of the products. */
  static Schedule best(WinogradOutput op, TargetTraits traits) {
    Schedule s = Schedule.of(op.computation());
    int m = op.at().rows();
    s.split("y", m, TailMode.GUARD, "yt", "yi").split("x", m, TailMode.GUARD, "xt", "xi");
    s.split("o", traits.lanes(), TailMode.PARTITION, "ot", "ol");
    s.reorder("n", "yt", "xt", "ot", "yi", "xi", "ol");
    s.computeAt("Z", "ot").computeAt("S", "ot");
    s.unroll("S_si").unroll("Z_zj");
    if (!traits.target().equals("jvm")) {
      s.unroll("S_sj").unroll("Z_zi").unroll("yi").unroll("xi");
    }
    inLanes(s, "S_so", traits);
    inLanes(s, "Z_zo", traits);
    s.vectorize("ol");
    return traits.threads() > 1 ? s.parallel("yt") : s;
  }

  /** The loop over the channels of a vector; an extent that lanes do not divide has a tail. */
  private static void inLanes(Schedule s, String loop, TargetTraits traits) {
    s.split(loop, traits.lanes(), TailMode.PARTITION, loop + "t", loop + "l");
    s.vectorize(loop + "l");
  }
}
