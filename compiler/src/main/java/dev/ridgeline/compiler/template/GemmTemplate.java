package dev.ridgeline.compiler.template;

import dev.ridgeline.compiler.operator.Gemm;
import dev.ridgeline.compiler.schedule.Schedule;
import java.util.ArrayList;
import java.util.List;

/**
 * Schedules of the matrix product: the way that {@link GemmChoice} chooses for the shape, with
 * tiles and blocks of sizes that fit registers and caches.
 */
public final class GemmTemplate {
  /** Terms folded between two visits to memory of a result; a panel of B is 64 KiB then. */
  static final int KC = 1024;

  /** Rows of A in a block: 200 KiB, which stay in the second cache. */
  static final int MC = 50;

  /** Terms and rows where a block of A is packed. */
  static final int KC_PACKED = 512;

  static final int MC_PACKED = 96;

  /** Columns of B packed at a time: 2 MiB. */
  static final int NC = 512;

  /** Terms from which the JVM gets a tile of five rows: of fewer it made slow code. */
  static final int FEWEST_TERMS_OF_FIVE_ROWS = 128;

  /** Rows of a matrix added up in one pass over a result. */
  private static final int ROWS_A_PASS = 4;

  private final Gemm op;
  private final TargetTraits traits;
  private final int lanes;

  private GemmTemplate(Gemm op, TargetTraits traits) {
    this.op = op;
    this.traits =
        (long) op.m() * op.n() * op.k() < GemmChoice.FEWEST_PARALLEL_MACS
            ? traits.onOneThread()
            : traits;
    this.lanes = Math.min(traits.lanes(), Math.max(2, Integer.highestOneBit(op.n())));
  }

  /** The best schedule for the shape. */
  public static Schedule best(Gemm op, TargetTraits traits) {
    return new GemmTemplate(op, traits).by(GemmChoice.of(op, traits).variant());
  }

  /** Which way {@link #best} takes and why, in a line. */
  public static String why(Gemm op, TargetTraits traits) {
    GemmChoice choice = GemmChoice.of(op, traits);
    return choice.variant().label() + ": " + choice.reason();
  }

  /** The schedule of one way, which must be one that the product can be computed in. */
  static Schedule by(GemmVariant variant, Gemm op, TargetTraits traits) {
    return new GemmTemplate(op, traits).by(variant);
  }

  private Schedule by(GemmVariant variant) {
    return switch (variant) {
      case DEFINITION -> Schedule.of(op.computation());
      case ROWS -> GemmVectors.rows(op, Math.min(ROWS_A_PASS, op.k()), traits);
      case DOTS -> GemmVectors.dots(op, dotTile(), traits);
      case OUTER -> GemmVectors.outer(op, new GemmTile(1, onJvm() ? 1 : 2, lanes), traits);
      case DIRECT -> GemmTiles.direct(op, directTile(), traits.threads());
      case PANELS -> GemmTiles.panels(op, tile(rows()), traits.threads());
      case PACK_B -> GemmTiles.packed(op, tile(rows()), blocks(KC, MC), false, traits.threads());
      case PACK_BOTH ->
          GemmTiles.packed(op, tile(rows()), blocks(KC_PACKED, MC_PACKED), true, traits.threads());
    };
  }

  /** From the plain loops to the best, one idea a rung. */
  public static List<Rung> ladder(Gemm op, TargetTraits traits) {
    GemmTemplate t = new GemmTemplate(op, traits.onOneThread());
    List<Rung> rungs = new ArrayList<>();
    rungs.add(
        new Rung("naive", "three loops as the definition has them", Schedule.of(op.computation())));
    rungs.add(
        new Rung(
            "reordered",
            "the loop over columns innermost: B and C are walked along their rows instead of down a"
                + " column, so every byte of a cache line is used",
            t.reordered()));
    rungs.add(
        new Rung(
            "vectorized",
            "the innermost loop as vector lanes: one instruction does the work of several",
            t.vectorized()));
    if (GemmChoice.readable(op, traits)) {
      rungs.add(
          new Rung(
              "registers",
              "a tile of results stays in registers while all terms are folded in: no load and"
                  + " store of C for each multiply-add, and each load of B serves several rows",
              t.by(GemmVariant.DIRECT)));
    }
    rungs.add(
        new Rung(
            "packed",
            "both factors copied to panels first: the kernel reads memory strictly in order, whatever"
                + " the leading dimensions",
            GemmTiles.packed(
                op, t.tile(t.rows()), new GemmBlocks(op.k(), op.m(), op.n()), true, 1)));
    rungs.add(
        new Rung(
            "blocked",
            "blocks of terms, rows and columns: a panel of B stays in the first cache and a block of"
                + " A in the second while they are used",
            t.by(GemmVariant.PACK_BOTH)));
    GemmChoice choice = GemmChoice.of(op, traits);
    if (choice.variant() != GemmVariant.PACK_BOTH && choice.variant() != GemmVariant.DEFINITION) {
      rungs.add(new Rung(choice.variant().label(), choice.reason(), t.by(choice.variant())));
    }
    if (traits.threads() > 1) {
      rungs.add(
          new Rung(
              "parallel",
              "blocks on " + traits.threads() + " threads; those of rows share the packed B",
              best(op, traits)));
    }
    return rungs;
  }

  private Schedule reordered() {
    return Schedule.of(op.computation()).reorder("i", "k", "j");
  }

  private Schedule vectorized() {
    Schedule s = Schedule.of(op.computation());
    if (op.n() < traits.lanes() || op.transposeB()) {
      return s;
    }
    return s.split("j", traits.lanes()).reorder("i", "k", "j_o", "j_i").vectorize("j_i");
  }

  private boolean onJvm() {
    return traits.target().equals("jvm");
  }

  /** No wider than the result: a second vector of padding alone is work and code for nothing. */
  private GemmTile tile(int rows) {
    int vectors = Math.min(traits.registerVectors(), Math.ceilDiv(op.n(), traits.lanes()));
    return new GemmTile(rows, vectors, traits.lanes());
  }

  private int rows() {
    boolean five = onJvm() && op.k() >= FEWEST_TERMS_OF_FIVE_ROWS;
    return Math.min(five ? 5 : traits.registerRows(), op.m());
  }

  /** As few tiles of rows as there can be, of equal height: few rows leave no room for a rest. */
  private GemmTile directTile() {
    int most =
        op.m() <= GemmChoice.MOST_DIRECT_ROWS
            ? Math.max(5, traits.registerRows())
            : traits.registerRows();
    int vectors = Math.clamp(op.n() / lanes, 1, traits.registerVectors());
    return new GemmTile(Math.min(op.m(), even(op.m(), most, 1)), vectors, lanes);
  }

  /** Eight sums in lanes; fewer rows where there are fewer. */
  private GemmTile dotTile() {
    int rows = Math.min(Math.max(op.m(), op.n()), 4);
    int width = Math.min(traits.lanes(), Integer.highestOneBit(op.k()));
    return new GemmTile(rows, Math.clamp(op.k() / width, 1, 8 / rows), width);
  }

  private GemmBlocks blocks(int terms, int rows) {
    int share = Math.ceilDiv(op.m(), traits.threads());
    int columns = op.n() > 2 * NC ? NC : op.n();
    return new GemmBlocks(even(op.k(), terms, 1), even(share, rows, rows()), columns);
  }

  /** The size of as few equal parts as there can be of at most so many, as a multiple. */
  private static int even(int extent, int most, int multiple) {
    int parts = Math.ceilDiv(extent, Math.max(multiple, most));
    return Math.ceilDiv(Math.ceilDiv(extent, parts), multiple) * multiple;
  }
}
