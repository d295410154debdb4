package dev.ridgeline.compiler.template;

import dev.ridgeline.compiler.operator.Pool2d;
import dev.ridgeline.compiler.schedule.Schedule;
import dev.ridgeline.compiler.schedule.TailMode;
import java.util.ArrayList;
import java.util.List;

/**
 * Schedules of pooling: windows unrolled, neighbouring windows as lanes. With a stride, the lanes
 * of a load lie apart; it is made of single loads then, but the comparisons still run in lanes.
 */
final class PoolTemplate {
  /** Window elements that are unrolled at most. */
  private static final int MOST_UNROLLED = 32;

  /** Rows of windows at once. */
  private static final int LINES = 4;

  private final Pool2d op;
  private final TargetTraits traits;

  private PoolTemplate(Pool2d op, TargetTraits traits) {
    this.op = op;
    this.traits = traits;
  }

  static Schedule best(Pool2d op, TargetTraits traits) {
    PoolTemplate t = new PoolTemplate(op, traits);
    return t.schedule(t.lanesHelp(), traits.threads() > 1 && op.batch() * op.channels() > 1);
  }

  static List<Rung> ladder(Pool2d op, TargetTraits traits) {
    PoolTemplate t = new PoolTemplate(op, traits);
    List<Rung> rungs = new ArrayList<>();
    rungs.add(new Rung("naive", "one window after the other", Schedule.of(op.computation())));
    rungs.add(
        new Rung(
            "unrolled",
            "the elements of a window one after the other in the code: no loops inside a window",
            t.schedule(0, false)));
    if (op.outWidth() >= traits.lanes()) {
      rungs.add(
          new Rung(
              "vectorized",
              "neighbouring windows as vector lanes"
                  + (op.stride() > 1 ? "; their elements lie apart and are loaded singly" : ""),
              t.schedule(1, false)));
      if (t.lines() > 1) {
        rungs.add(
            new Rung(
                "interleaved",
                t.lines()
                    + " rows of windows at once: each chain of operations waits for itself, not for"
                    + " the others, and the rows of X that they share are loaded once",
                t.schedule(t.lines(), false)));
      }
    }
    if (traits.threads() > 1 && op.batch() * op.channels() > 1) {
      rungs.add(
          new Rung("parallel", "channels on " + traits.threads() + " threads", best(op, traits)));
    }
    return rungs;
  }

  /** With a stride, single loads of so many lanes would be more code than the JIT takes. */
  private int lines() {
    return op.stride() == 1 && op.window() <= MOST_UNROLLED / LINES
        ? Math.min(LINES, op.outHeight())
        : 1;
  }

  /**
   * Lines for the best schedule, 0 for no lanes. Loading lanes singly costs more than sums gain by
   * lanes; maxima gain more on the JVM, which makes branches of single ones.
   */
  private int lanesHelp() {
    boolean gains = op.stride() == 1 || (traits.target().equals("jvm") && !op.mean());
    if (!gains || op.outWidth() < traits.lanes()) {
      return 0;
    }
    return traits.target().equals("jvm") ? 1 : lines(); // the JIT gains nothing by several
  }

  /** {@code lines} rows of windows in lanes; 0 for one window after the other. */
  private Schedule schedule(int lines, boolean parallel) {
    Schedule s = Schedule.of(op.computation());
    s.fuse("n", "c", "plane");
    if (op.mean()) {
      s.reverseComputeAt("Y", "plane");
    }
    if (op.window() <= MOST_UNROLLED) {
      s.unroll("s");
    }
    // accumulators of vectors are kept in registers over a loop, so one has to stay
    if (lines == 0 && op.window() * op.window() <= MOST_UNROLLED) {
      s.unroll("r");
    }
    if (lines > 0) {
      s.split("y", lines, TailMode.PARTITION, "yt", "yi");
      TailMode tail = op.stride() == 1 ? TailMode.GUARD : TailMode.PARTITION;
      s.split("x", traits.lanes(), tail, "xv", "xl");
      s.reorder("yt", "xv", "r", "s", "yi", "xl").unroll("yi").vectorizeStrided("xl");
      if (op.stride() == 1) {
        s.partition("xv");
      }
      if (op.mean()) {
        s.split("Y_x", traits.lanes(), TailMode.PARTITION, "Yv", "Yl").vectorize("Yl");
      }
    }
    return parallel ? s.parallel("plane") : s;
  }
}
