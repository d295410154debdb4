package dev.ridgeline.compiler.template;

import dev.ridgeline.compiler.operator.Gemm;
import dev.ridgeline.compiler.schedule.Schedule;
import dev.ridgeline.compiler.schedule.TailMode;
import java.util.ArrayList;
import java.util.List;

/**
 * Schedules of the matrix product. The fast form packs both factors into panels as wide as the
 * register tile and runs blocks that fit the caches: KC columns of A and rows of B at a time (a
 * panel of B stays in the first cache), MC rows of A (they stay in the second).
 */
public final class GemmTemplate {
  /** Terms folded between two visits to memory of a result. */
  static final int KC = 384;

  /** Rows of A in a block. */
  static final int MC = 96;

  private final Gemm op;
  private final TargetTraits traits;

  private GemmTemplate(Gemm op, TargetTraits traits) {
    this.op = op;
    this.traits = traits;
  }

  /** The best schedule for the shape. */
  public static Schedule best(Gemm op, TargetTraits traits) {
    return new GemmTemplate(op, traits).best();
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
    rungs.add(
        new Rung(
            "registers",
            "a tile of results stays in registers while all terms are folded in: no load and store"
                + " of C for each multiply-add, and each load of B serves several rows",
            t.registers()));
    rungs.add(
        new Rung(
            "packed",
            "both factors copied to panels first: the kernel reads memory strictly in order, whatever"
                + " the leading dimensions",
            t.packed(false)));
    rungs.add(
        new Rung(
            "blocked",
            "blocks of KC terms and MC rows: a panel of B stays in the first cache and a block of A"
                + " in the second while they are used",
            t.packed(true)));
    if (traits.threads() > 1) {
      rungs.add(
          new Rung(
              "parallel",
              "row blocks on " + traits.threads() + " threads; they share the packed B",
              best(op, traits)));
    }
    return rungs;
  }

  private String out() {
    return op.hasEpilogue() ? "P" : "C";
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

  private Schedule registers() {
    Schedule s = Schedule.of(op.computation());
    if (op.transposeB()) {
      return s;
    }
    s.split("i", rows(), TailMode.PARTITION, "it", "ii");
    s.split("j", traits.registerColumns(), TailMode.PARTITION, "jt", "jr");
    s.split("jr", traits.lanes(), TailMode.PARTITION, "jv", "jl");
    s.reorder("jt", "it", "k", "ii", "jv", "jl");
    return s.unroll("ii").unroll("jv").vectorize("jl");
  }

  private int rows() {
    return Math.min(traits.registerRows(), op.m());
  }

  private Schedule best() {
    return packed(true);
  }

  private Schedule packed(boolean blocked) {
    Schedule s = Schedule.of(op.computation());
    int mr = rows();
    int nr = traits.registerColumns();
    int kc = blocked ? Math.min(KC, op.k()) : op.k();
    int mc = blocked ? Math.max(mr, MC / mr * mr) : Math.ceilDiv(op.m(), mr) * mr;
    if (blocked && traits.threads() > 1) {
      int share = Math.ceilDiv(op.m(), traits.threads());
      mc = Math.min(mc, Math.ceilDiv(share, mr) * mr);
    }
    int ra = op.transposeA() ? 1 : 0;
    int rb = op.transposeB() ? 0 : 1;
    s.cacheRead(out(), "A", "Ap").cacheRead(out(), "B", "Bp");
    s.pad("Ap", ra, mr).pad("Bp", rb, nr);
    s.split("i", mc, TailMode.GUARD, "ic", "ir");
    s.split("ir", mr, TailMode.GUARD, "it", "ii");
    s.split("j", nr, TailMode.PARTITION, "jt", "jr");
    s.split("jr", traits.lanes(), TailMode.GUARD, "jv", "jl");
    s.split("k", kc, TailMode.GUARD, "kc", "kk");
    s.reorder("kc", "ic", "jt", "it", "kk", "ii", "jv", "jl");
    s.partition("it");
    s.computeAt("Bp", "kc").computeAt("Ap", "ic");
    s.pack("Ap", ra + "/" + mr, Integer.toString(1 - ra), ra + "%" + mr);
    s.pack("Bp", rb + "/" + nr, Integer.toString(1 - rb), rb + "%" + nr);
    s.unroll("ii").unroll("jv").vectorize("jl");
    packB(s, nr, rb);
    packA(s, mr, ra);
    if (traits.threads() > 1 && op.m() > mc) {
      s.parallel("ic");
    }
    return s;
  }

  private void packB(Schedule s, int nr, int rb) {
    String columns = "Bp_" + rb;
    String terms = "Bp_" + (1 - rb);
    s.split(columns, nr, TailMode.PARTITION, "Bp_t", "Bp_j");
    s.reorder("Bp_t", terms, "Bp_j").partition("Bp_t");
    if (!op.transposeB()) {
      s.split("Bp_j", traits.lanes(), TailMode.GUARD, "Bp_v", "Bp_l");
      s.unroll("Bp_v").vectorize("Bp_l");
    } else {
      s.unroll("Bp_j");
    }
    if (traits.threads() > 1 && op.n() > nr) {
      s.parallel("Bp_t");
    }
  }

  private void packA(Schedule s, int mr, int ra) {
    String rows = "Ap_" + ra;
    String terms = "Ap_" + (1 - ra);
    s.split(rows, mr, TailMode.GUARD, "Ap_t", "Ap_i");
    s.reorder("Ap_t", terms, "Ap_i").partition("Ap_t").unroll("Ap_i");
  }
}
