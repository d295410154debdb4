package dev.ridgeline.compiler.template;

import dev.ridgeline.compiler.operator.Transposition;
import dev.ridgeline.compiler.schedule.Schedule;
import dev.ridgeline.compiler.schedule.TailMode;

/** The schedule of a transposition of few rows: each is read in order, all are written at once. */
final class TranspositionTemplate {
  /** Elements a thread takes at a time. */
  private static final int CHUNK = 1 << 13;

  /** Rows whose pointers stay in registers. */
  private static final int MOST_ROWS = 8;

  private TranspositionTemplate() {}

  static Schedule best(Transposition op, TargetTraits traits) {
    Schedule s = Schedule.of(op.computation());
    if (op.rows() <= MOST_ROWS) {
      s.unroll("i");
    }
    long elements = (long) op.batch() * op.rows() * op.columns();
    if (traits.threads() == 1 || elements < 2 * CHUNK) {
      return s;
    }
    boolean byMatrix = op.batch() > 1;
    int each = byMatrix ? op.rows() * op.columns() : op.rows();
    String loop = byMatrix ? "b" : "j";
    s.split(loop, Math.max(1, CHUNK / each), TailMode.GUARD, "chunk", "c");
    return s.parallel("chunk");
  }
}
