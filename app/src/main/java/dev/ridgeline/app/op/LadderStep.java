package dev.ridgeline.app.op;

import dev.ridgeline.app.cli.Figures;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A rung of a ladder, measured.
 *
 * @param name of the rung
 * @param idea what changed, and why it should help
 * @param medianMillis of a run; for a rung that was cut, extrapolated
 * @param cut why the whole was not run; empty where it was
 * @param note why the times are not to be trusted; empty where they are
 * @param gflops operations of the definition over the time
 * @param shareOfPeak of the measured peak
 * @param speedUp over the first rung
 * @param overPrevious speed over the rung before; 1 for the first
 * @param innermost the loop that does most of the arithmetic
 * @param total what the program executes
 * @param addedWork operations executed over those of the definition, less 1
 * @param verdict what the figures say of the idea
 */
record LadderStep(
    String name,
    String idea,
    double medianMillis,
    String cut,
    String note,
    double gflops,
    double shareOfPeak,
    double speedUp,
    double overPrevious,
    ProgramWork.InnerLoop innermost,
    WorkCount total,
    double addedWork,
    String verdict) {

  /** Below this a step counts as no gain: two measurements differ by as much. */
  static final double NO_GAIN = 1.03;

  /** What the counts say of a step from one program to the next. */
  static String verdict(double over, ProgramWork.Counted before, ProgramWork.Counted after) {
    double fmasBefore = Math.max(1, before.total().flops() / 2);
    double fmasAfter = Math.max(1, after.total().flops() / 2);
    String change =
        "%s bytes asked for a multiply-add instead of %s, %s multiply-adds an iteration of the inner loop instead of %s"
            .formatted(
                Figures.significant(after.total().bytes() / fmasAfter),
                Figures.significant(before.total().bytes() / fmasBefore),
                Figures.significant(after.innermost().once().flops() / 2),
                Figures.significant(before.innermost().once().flops() / 2));
    return over >= NO_GAIN
        ? "helped, %s times as fast: %s".formatted(Figures.significant(over), change)
        : "did not help here, %s times as fast: %s".formatted(Figures.significant(over), change);
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", name);
    json.put("idea", idea);
    json.put("medianMillis", medianMillis);
    json.put("cut", cut);
    json.put("note", note);
    json.put("gflops", gflops);
    json.put("shareOfPeak", shareOfPeak);
    json.put("speedUp", speedUp);
    json.put("overPrevious", overPrevious);
    Map<String, Object> inner = new LinkedHashMap<>();
    WorkCount once = innermost.once();
    inner.put("loop", innermost.variable());
    inner.put("vectorLoads", once.vectorLoads());
    inner.put("broadcasts", once.broadcasts());
    inner.put("scalarLoads", once.scalarLoads());
    inner.put("gathers", once.gathers());
    inner.put("stores", once.stores());
    inner.put("fmas", once.fmas());
    inner.put("flops", once.flops());
    inner.put("bytes", once.bytes());
    json.put("iteration", inner);
    json.put("bytesAsked", total.bytes());
    json.put("executedFlops", total.flops());
    json.put("addedWork", addedWork);
    json.put("verdict", verdict);
    return json;
  }
}
