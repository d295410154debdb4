package dev.ridgeline.compiler.template;

import dev.ridgeline.compiler.operator.LayerNorm;
import dev.ridgeline.compiler.operator.Operator;
import dev.ridgeline.compiler.operator.Softmax;
import dev.ridgeline.compiler.schedule.Schedule;
import dev.ridgeline.compiler.schedule.TailMode;
import java.util.ArrayList;
import java.util.List;

/**
 * Schedules of what normalises the rows of a matrix in several stages: softmax and layer norm.
 * Stages that keep columns run in vector lanes. Sums and maxima over a row are chains of dependent
 * operations; the fast form runs the chains of several rows at once.
 */
final class RowsTemplate {
  /** Rows at once: as many independent chains hide the latency of each. */
  private static final int ROWS = 8;

  private final Operator op;
  private final int rows;
  private final int columns;
  private final List<String> stages;
  private final List<String> folds;
  private final List<String> maps;
  private final TargetTraits traits;

  /**
   * Stages below the last, which is Y.
   *
   * @param stages all, the last first
   * @param folds those that fold a row to a value
   * @param maps those with an element a column
   */
  private RowsTemplate(
      Operator op,
      int rows,
      int columns,
      List<String> stages,
      List<String> folds,
      List<String> maps,
      TargetTraits traits) {
    this.op = op;
    this.rows = rows;
    this.columns = columns;
    this.stages = stages;
    this.folds = folds;
    this.maps = maps;
    this.traits = traits;
  }

  private static RowsTemplate of(Softmax op, TargetTraits traits) {
    return new RowsTemplate(
        op,
        op.rows(),
        op.columns(),
        List.of("S", "E", "M"),
        List.of("S", "M"),
        List.of("E"),
        traits);
  }

  private static RowsTemplate of(LayerNorm op, TargetTraits traits) {
    return new RowsTemplate(
        op,
        op.rows(),
        op.columns(),
        List.of("R", "Q", "D", "S"),
        List.of("Q", "S"),
        List.of("D"),
        traits);
  }

  static List<Rung> ladder(Softmax op, TargetTraits traits) {
    return of(op, traits).ladder();
  }

  static List<Rung> ladder(LayerNorm op, TargetTraits traits) {
    return of(op, traits).ladder();
  }

  private List<Rung> ladder() {
    List<Rung> rungs = new ArrayList<>();
    rungs.add(
        new Rung(
            "naive", "stage after stage over the whole matrix", Schedule.of(op.computation())));
    rungs.add(
        new Rung(
            "blocked",
            "all stages of a row before the next row: what is between them stays in the first cache",
            oneRow(false)));
    if (columns >= traits.lanes()) {
      rungs.add(
          new Rung(
              "vectorized",
              "columns as vector lanes where each stands for itself; the folds along a row stay as"
                  + " they are",
              oneRow(true)));
    }
    if (rows > 1) {
      rungs.add(
          new Rung(
              "interleaved",
              rows()
                  + " rows at once: a fold waits for its last addition, but those of other rows need"
                  + " not wait for it",
              severalRows(false)));
    }
    if (traits.threads() > 1 && rows > rows()) {
      rungs.add(
          new Rung(
              "parallel", "blocks of rows on " + traits.threads() + " threads", severalRows(true)));
    }
    return rungs;
  }

  private int rows() {
    return Math.min(ROWS, rows);
  }

  private Schedule oneRow(boolean lanes) {
    Schedule s = Schedule.of(op.computation());
    stages.forEach(stage -> s.computeAt(stage, "i_Y"));
    if (lanes) {
      vectorize(s);
    }
    return s;
  }

  private Schedule severalRows(boolean parallel) {
    Schedule s = Schedule.of(op.computation());
    s.split("i_Y", rows(), TailMode.GUARD, "rows", "row");
    stages.forEach(stage -> s.computeAt(stage, "rows"));
    for (String fold : folds) {
      s.reorder(fold + "_j", fold + "_i").unroll(fold + "_i");
    }
    if (columns >= traits.lanes()) {
      vectorize(s);
    }
    if (parallel) {
      s.parallel("rows");
    }
    return s.partition("rows");
  }

  private void vectorize(Schedule s) {
    maps.forEach(stage -> lanes(s, stage + "_j"));
    lanes(s, "j_Y");
  }

  private void lanes(Schedule s, String loop) {
    s.split(loop, traits.lanes(), TailMode.PARTITION).vectorize(loop + "_i");
  }
}
