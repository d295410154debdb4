package dev.ridgeline.compiler.template;

import dev.ridgeline.compiler.operator.Conv1d;
import dev.ridgeline.compiler.schedule.Schedule;
import dev.ridgeline.compiler.schedule.TailMode;
import java.util.ArrayList;
import java.util.List;

/**
 * Schedules of the full convolution of vectors. The fast form keeps a tile of results in registers
 * and folds in taps that are one vector apart together: their loads of X are the same ones.
 */
public final class Conv1dTemplate {
  private final Conv1d op;
  private final TargetTraits traits;

  private Conv1dTemplate(Conv1d op, TargetTraits traits) {
    this.op = op;
    this.traits = traits;
  }

  /** The best schedule for the shape. */
  public static Schedule best(Conv1d op, TargetTraits traits) {
    Conv1dTemplate t = new Conv1dTemplate(op, traits);
    return op.taps() >= 2 * traits.lanes() ? t.shared() : t.registers();
  }

  /** From the plain loops to the best, one idea a rung. */
  public static List<Rung> ladder(Conv1d op, TargetTraits traits) {
    Conv1dTemplate t = new Conv1dTemplate(op, traits);
    List<Rung> rungs = new ArrayList<>();
    rungs.add(
        new Rung(
            "naive",
            "every result sums over all taps, those that fall on padding too",
            Schedule.of(op.computation())));
    rungs.add(
        new Rung(
            "trimmed",
            "the sum runs only where both factors exist: no work on padding",
            Schedule.of(op.computation()).trim("Y", "Xp", "k")));
    rungs.add(
        new Rung(
            "vectorized",
            "neighbouring results as vector lanes; a tap is the same for all of them",
            t.tiled(1)));
    rungs.add(
        new Rung(
            "registers",
            "several vectors of results stay in registers: enough independent multiply-adds to hide"
                + " their latency",
            t.registers()));
    if (op.taps() >= 2 * traits.lanes()) {
      rungs.add(
          new Rung(
              "shared",
              "taps one vector apart are folded in together: they need the same vectors of X, so"
                  + " there is less than one load for each multiply-add",
              t.shared()));
    }
    if (traits.threads() > 1) {
      rungs.add(
          new Rung("parallel", "tiles on " + traits.threads() + " threads", best(op, traits)));
    }
    return rungs;
  }

  private Schedule registers() {
    return tiled(traits.target().equals("jvm") ? 8 : 12);
  }

  private int results() {
    return op.points() + op.taps() - 1;
  }

  /** A tile of {@code vectors} vectors, one tap at a time. */
  private Schedule tiled(int vectors) {
    Schedule s = start(vectors);
    s.reorder("no", "k", "nv", "nl").trim("Y", "Xp", "k");
    return finish(s, vectors);
  }

  private Schedule shared() {
    boolean jvm = traits.target().equals("jvm");
    int vectors = jvm ? 8 : 10;
    int apart = Math.min(jvm ? 2 : 3, op.taps() / traits.lanes());
    Schedule s = start(vectors);
    s.split("k", apart * traits.lanes(), TailMode.PARTITION, "ko", "kr");
    s.split("kr", traits.lanes(), TailMode.GUARD, "kk", "ki");
    s.reorder("no", "ko", "ki", "kk", "nv", "nl");
    s.trim("Y", "Xp", "ko").unroll("kk");
    return finish(s, vectors);
  }

  private Schedule start(int vectors) {
    Schedule s = Schedule.of(op.computation());
    int tile = vectors * traits.lanes();
    s.split("n", tile, TailMode.PARTITION, "no", "nr");
    return s.split("nr", traits.lanes(), TailMode.GUARD, "nv", "nl");
  }

  private Schedule finish(Schedule s, int vectors) {
    int tile = vectors * traits.lanes();
    int reach = Math.ceilDiv(results(), tile) * tile + op.taps() - 1;
    if (reach > op.points() + 2 * op.taps() - 2) {
      s.pad("Xp", 0, reach);
    }
    s.partition("p").unroll("nv").vectorize("nl");
    if (traits.threads() > 1) {
      s.parallel("no");
    }
    return s;
  }
}
