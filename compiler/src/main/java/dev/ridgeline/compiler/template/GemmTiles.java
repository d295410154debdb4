package dev.ridgeline.compiler.template;

import dev.ridgeline.compiler.operator.Gemm;
import dev.ridgeline.compiler.schedule.Schedule;
import dev.ridgeline.compiler.schedule.TailMode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Schedules that keep a tile of results in registers while all terms, or all of a block, are folded
 * in: directly from A and B, or from copies in panels as wide as the tile, which are read strictly
 * in order.
 */
final class GemmTiles {
  /** Copies of single elements written out one after the other. */
  private static final int MOST_COPIES = 16;

  private final Gemm op;
  private final GemmTile tile;
  private final boolean parallel;
  private final String product;
  private final Schedule s;

  private GemmTiles(Gemm op, GemmTile tile, int threads) {
    this.op = op;
    this.tile = tile;
    this.parallel = threads > 1;
    this.product = op.hasEpilogue() ? "P" : "C";
    this.s = Schedule.of(op.computation());
  }

  /**
   * Tiles that read A and B where they are; B is not transposed. The last tile of rows, and of
   * columns, overlaps the one before instead of running with fewer, except on several threads,
   * where two would write one element.
   */
  static Schedule direct(Gemm op, GemmTile tile, int threads) {
    return new GemmTiles(op, tile, threads).direct();
  }

  /** Tiles that read panels of B, and of A if {@code both}, a block of them packed at a time. */
  static Schedule packed(Gemm op, GemmTile tile, GemmBlocks blocks, boolean both, int threads) {
    return new GemmTiles(op, tile, threads).packed(blocks, both);
  }

  /** Tiles that read panels of B, each packed just before it is used for all rows. */
  static Schedule panels(Gemm op, GemmTile tile, int threads) {
    return new GemmTiles(op, tile, threads).panels();
  }

  private Schedule direct() {
    s.split("i", tile.rows(), tail(op.m(), tile.rows()), "it", "ii");
    s.split("j", tile.columns(), tail(op.n(), tile.columns()), "jt", "jr");
    s.split("jr", tile.lanes(), TailMode.GUARD, "jv", "jl");
    s.reorder("jt", "it", "k", "ii", "jv", "jl");
    epilogue("it", true);
    s.unroll("ii").unroll("jv").vectorize("jl");
    if (parallel) {
      s.parallel("jt");
    }
    return s;
  }

  private TailMode tail(int extent, int factor) {
    return extent >= factor && !parallel ? TailMode.SHIFT : TailMode.PARTITION;
  }

  private Schedule packed(GemmBlocks blocks, boolean both) {
    int a = op.transposeA() ? 1 : 0;
    int b = op.transposeB() ? 0 : 1;
    int rows = tile.rows();
    int columns = tile.columns();
    s.cacheRead(product, "B", "Bp").pad("Bp", b, columns);
    if (both) {
      s.cacheRead(product, "A", "Ap").pad("Ap", a, rows);
    }
    List<String> order = new ArrayList<>();
    boolean byColumns = op.n() > blocks.columns();
    if (byColumns) {
      s.split("j", blocks.columns(), TailMode.GUARD, "jc", "jn");
      order.add("jc");
    }
    boolean whole = blocks.terms() >= op.k();
    if (!whole) {
      s.split("k", blocks.terms(), TailMode.GUARD, "kc", "kk");
      order.add("kc");
    }
    s.split("i", blocks.rows(), TailMode.GUARD, "ic", "ir");
    s.split("ir", rows, TailMode.GUARD, "it", "ii");
    s.split(byColumns ? "jn" : "j", columns, TailMode.PARTITION, "jt", "jr");
    s.split("jr", tile.lanes(), TailMode.GUARD, "jv", "jl");
    List<String> tiles = List.of("ic", "jt", "it", whole ? "k" : "kk", "ii", "jv", "jl");
    s.reorder(Stream.concat(order.stream(), tiles.stream()).toArray(String[]::new));
    s.partition("it");
    if (!order.isEmpty()) {
      s.computeAt("Bp", order.getLast());
    }
    if (both) {
      s.computeAt("Ap", "ic");
      s.pack("Ap", a + "/" + rows, Integer.toString(1 - a), a + "%" + rows);
    }
    s.pack("Bp", b + "/" + columns, Integer.toString(1 - b), b + "%" + columns);
    epilogue("it", whole);
    s.unroll("ii").unroll("jv").vectorize("jl");
    packB(b);
    if (both) {
      packA(a);
    }
    if (parallel && op.m() > blocks.rows()) {
      s.parallel("ic");
    }
    return s;
  }

  private Schedule panels() {
    int b = op.transposeB() ? 0 : 1;
    s.cacheRead(product, "B", "Bp").pad("Bp", b, tile.columns());
    s.split("i", tile.rows(), TailMode.PARTITION, "it", "ii");
    s.split("j", tile.columns(), TailMode.PARTITION, "jt", "jr");
    s.split("jr", tile.lanes(), TailMode.GUARD, "jv", "jl");
    s.reorder("jt", "it", "k", "ii", "jv", "jl");
    s.computeAt("Bp", "jt");
    s.pack("Bp", b + "/" + tile.columns(), Integer.toString(1 - b), b + "%" + tile.columns());
    epilogue("it", true);
    s.unroll("ii").unroll("jv").vectorize("jl");
    if (op.transposeB()) {
      s.reorder("Bp_1", "Bp_0");
      unrollCopies("Bp_0");
    } else {
      s.split("Bp_1", tile.lanes(), TailMode.GUARD, "Bp_v", "Bp_l");
      s.unroll("Bp_v").vectorize("Bp_l");
    }
    if (parallel && op.n() > tile.columns()) {
      s.parallel("jt");
    }
    return s;
  }

  private void packB(int b) {
    String columns = "Bp_" + b;
    String terms = "Bp_" + (1 - b);
    s.split(columns, tile.columns(), TailMode.PARTITION, "Bp_t", "Bp_j");
    s.reorder("Bp_t", terms, "Bp_j").partition("Bp_t");
    if (op.transposeB()) {
      unrollCopies("Bp_j");
    } else {
      s.split("Bp_j", tile.lanes(), TailMode.GUARD, "Bp_v", "Bp_l");
      s.unroll("Bp_v").vectorize("Bp_l");
    }
    if (parallel && op.n() > tile.columns()) {
      s.parallel("Bp_t");
    }
  }

  /** Single elements of a panel's row; a panel of wide vectors is too much code for one method. */
  private void unrollCopies(String loop) {
    if (tile.columns() > MOST_COPIES) {
      s.split(loop, MOST_COPIES, TailMode.GUARD, "Bp_g", "Bp_e").unroll("Bp_e");
    } else {
      s.unroll(loop);
    }
  }

  private void packA(int a) {
    String rows = "Ap_" + a;
    String terms = "Ap_" + (1 - a);
    s.split(rows, tile.rows(), TailMode.GUARD, "Ap_t", "Ap_i");
    s.reorder("Ap_t", terms, "Ap_i").partition("Ap_t").unroll("Ap_i");
  }

  /**
   * Bias and activation: on the tile while it is in registers where it has all its terms then, else
   * in a pass over the results.
   */
  private void epilogue(String loop, boolean whole) {
    if (!op.hasEpilogue()) {
      return;
    }
    if (whole) {
      onTile(s, op, loop, tile.lanes());
      return;
    }
    s.split("j_C", tile.lanes(), TailMode.PARTITION, "C_v", "C_l").vectorize("C_l");
    if (parallel) {
      s.parallel("i_C");
    }
  }

  /**
   * Bias and activation on the tile that an iteration of the loop has made, in registers; functions
   * that are formulas of their own, and columns that end in part of a vector, would make too much
   * code there and run over a tile in memory.
   */
  static void onTile(Schedule s, Gemm op, String loop, int lanes) {
    s.reverseComputeAt("C", loop);
    s.split("C_j", lanes, TailMode.GUARD, "C_v", "C_l").vectorize("C_l");
    if (op.activation().inRegisters() && op.n() % lanes == 0) {
      s.unroll("C_i").unroll("C_v");
    }
  }
}
