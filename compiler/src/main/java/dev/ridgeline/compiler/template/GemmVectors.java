package dev.ridgeline.compiler.template;

import dev.ridgeline.compiler.operator.Gemm;
import dev.ridgeline.compiler.schedule.Schedule;
import dev.ridgeline.compiler.schedule.TailMode;

/**
 * Schedules of products in which every element of the matrix is used once: a vector times a matrix,
 * a matrix times a vector, a column times a row. Memory is the limit, so each walks the matrix in
 * the order in which it lies there.
 */
final class GemmVectors {
  private final Gemm op;
  private final TargetTraits traits;
  private final boolean parallel;
  private final Schedule s;

  private GemmVectors(Gemm op, TargetTraits traits) {
    this.op = op;
    this.traits = traits;
    this.parallel = traits.threads() > 1;
    this.s = Schedule.of(op.computation());
  }

  /**
   * Adds up rows of a matrix that lie one after the other, {@code rows} in one pass over the
   * result, which stays in the first cache.
   */
  static Schedule rows(Gemm op, int rows, TargetTraits traits) {
    return new GemmVectors(op, traits).rows(rows);
  }

  /** A column times a row; nothing is summed. */
  static Schedule outer(Gemm op, GemmTile tile, TargetTraits traits) {
    return new GemmVectors(op, traits).outer(tile);
  }

  /**
   * Sums of {@code tile.rows()} rows at a time, in lanes, which are added up at the end, always in
   * the same order.
   */
  static Schedule dots(Gemm op, GemmTile tile, TargetTraits traits) {
    return new GemmVectors(op, traits).dots(tile);
  }

  private Schedule dots(GemmTile tile) {
    boolean across = op.n() > 1;
    String along = across ? "j" : "i";
    String single = across ? "i" : "j";
    s.split("k", tile.columns(), TailMode.PARTITION, "ko", "kr").rfactor(product(), "kr", "S");
    s.split("kr", tile.lanes(), TailMode.GUARD, "kv", "kl");
    s.split(along, tile.rows(), TailMode.PARTITION, "t", "r");
    if (across) {
      s.reorder(single, "t", "ko", "r", "kv", "kl");
    } else {
      s.reorder("t", single, "ko", "r", "kv", "kl");
    }
    s.unroll("r").unroll("kv").vectorize("kl");
    pass(along, Math.min(traits.lanes(), Integer.highestOneBit(across ? op.n() : op.m())));
    if (parallel && Math.max(op.m(), op.n()) > tile.rows()) {
      s.parallel("t");
    }
    return s;
  }

  private String product() {
    return op.hasEpilogue() ? "P" : "C";
  }

  private Schedule rows(int rows) {
    boolean across = op.m() == 1;
    String along = across ? "j" : "i";
    String single = across ? "i" : "j";
    int length = across ? op.n() : op.m();
    int lanes = Math.min(traits.lanes(), Integer.highestOneBit(length));
    int share = Math.ceilDiv(Math.ceilDiv(length, traits.threads()), lanes) * lanes;
    s.split(along, share, TailMode.GUARD, "t", "r").split("r", lanes, TailMode.GUARD, "v", "l");
    s.split("k", rows, TailMode.PARTITION, "ko", "ki");
    if (across) {
      s.reorder(single, "t", "ko", "v", "ki", "l");
    } else {
      s.reorder("t", single, "ko", "v", "ki", "l");
    }
    s.decomposeReduction(product(), "ko").partition("v");
    s.unroll("ki").vectorize("l").partition("v_init").vectorize("l_init");
    pass(along, lanes);
    if (parallel && length > share) {
      s.parallel("t");
    }
    return s;
  }

  private Schedule outer(GemmTile tile) {
    s.split("i", tile.rows(), TailMode.PARTITION, "it", "ii");
    s.split("j", tile.columns(), TailMode.PARTITION, "jt", "jr");
    s.split("jr", tile.lanes(), TailMode.GUARD, "jv", "jl");
    s.reorder("it", "jt", "k", "ii", "jv", "jl");
    if (op.hasEpilogue()) {
      GemmTiles.onTile(s, op, "jt", tile.lanes());
    }
    s.unroll("ii").unroll("jv").vectorize("jl");
    if (parallel && op.m() > tile.rows()) {
      s.parallel("it");
    }
    return s;
  }

  /** Bias and activation in a pass over the result. */
  private void pass(String along, int lanes) {
    if (op.hasEpilogue()) {
      s.split(along + "_C", lanes, TailMode.PARTITION, "C_v", "C_l");
      s.reorder((along.equals("j") ? "i" : "j") + "_C", "C_v", "C_l");
      if (lanes > 1) {
        s.vectorize("C_l");
      }
    }
  }
}
