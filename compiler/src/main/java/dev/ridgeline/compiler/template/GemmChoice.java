package dev.ridgeline.compiler.template;

import dev.ridgeline.compiler.operator.Gemm;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * Which way a matrix product is computed, and why. The rules stand in the order in which they are
 * asked; the first that holds decides.
 *
 * <p>Figures in the reasons: shapes are MxNxK, a number is the time of OpenBLAS 0.3.31 over ours,
 * one thread, best of many in turns, on a Zen 3 with AVX2 (32 KiB of first and 512 KiB of second
 * cache a core); where two are compared the rejected way comes second.
 *
 * @param variant how
 * @param reason the rule that decided, in a line
 */
record GemmChoice(GemmVariant variant, String reason) {
  /** Below so many multiply-adds waking another thread costs more than it brings (96 cubed). */
  static final long FEWEST_PARALLEL_MACS = 1 << 20;

  /** Rows up to which B is read where it is: it is walked through twice at most. */
  static final int MOST_DIRECT_ROWS = 10;

  /** Bytes of B up to which it is read where it is: a half of the first cache. */
  static final long MOST_DIRECT_BYTES = 16 << 10;

  /** The same for target c. */
  static final long MOST_DIRECT_BYTES_C = 4 << 10;

  /** Bytes of A up to which a panel of B is packed just before its only use: the second cache. */
  static final long MOST_PANEL_BYTES = 512 << 10;

  /** Rows, columns and terms from which a copy of A is worth it for target c. */
  static final int LARGE_C = 512;

  private record Rule(GemmVariant variant, BiPredicate<Gemm, TargetTraits> holds, String reason) {}

  private static final List<Rule> RULES =
      List.of(
          new Rule(
              GemmVariant.DEFINITION,
              (g, t) -> Math.max(g.m(), g.n()) < 4 && g.k() < t.lanes(),
              "a handful of operations: less than a vector is worth"),
          new Rule(
              GemmVariant.ROWS,
              (g, t) -> isVector(g) && rowsAlongResult(g),
              "a vector times a matrix with rows along the result: four rows a pass; with eight,"
                  + " 4 KiB apart, they share a cache set (1x1024x1024: jvm 7.2, c 10.9 to 3.4)"),
          new Rule(
              GemmVariant.DOTS,
              (g, t) -> isVector(g) && g.k() > 1,
              "a matrix with rows along the sum times a vector: four rows at a time, summed in lanes"
                  + " (1024x1x1024: jvm 5.2 to 0.7 packed, c 4.9 to 1.0)"),
          new Rule(
              GemmVariant.OUTER,
              (g, t) -> g.k() == 1 && g.n() >= t.lanes(),
              "one term: nothing to keep in registers, the result is written once in order"
                  + " (1024x1024x1: jvm 4.2 to 0.84 packed, c 9)"),
          new Rule(
              GemmVariant.DIRECT,
              (g, t) -> readable(g, t) && g.m() <= MOST_DIRECT_ROWS,
              "so few rows that B is walked through twice at most: packing it costs more"
                  + " (10x1024x1024: jvm 1.6 to 1.2, c 2.3 to 1.8)"),
          new Rule(
              GemmVariant.DIRECT,
              (g, t) -> readable(g, t) && 4L * g.k() * g.n() <= mostDirectBytes(t),
              "B stays in the first cache as it is"
                  + " (24 cubed: jvm 2.3 to 1.6, c 2.2; 64 cubed: jvm 1.9 to 1.8)"),
          new Rule(
              GemmVariant.PANELS,
              (g, t) -> 4L * g.m() * g.k() <= MOST_PANEL_BYTES,
              "A fits the second cache whole: each panel of B is packed just before its only use"
                  + " (100x1024x1024: jvm 1.09 to 0.98 packed ahead; 256 cubed: c 1.21 to 1.16)"),
          new Rule(
              GemmVariant.PACK_BOTH,
              (g, t) -> g.transposeA(),
              "A is transposed, its tiles lie in pages of their own: both are copied to panels"
                  + " (512 cubed: jvm 1.03 to 0.75, c 1.08 to 0.91)"),
          new Rule(
              GemmVariant.PACK_BOTH,
              (g, t) -> !onJvm(t) && Math.min(g.m(), g.n()) >= LARGE_C && g.k() > LARGE_C,
              "large: both are copied to panels and every operand is read in order"
                  + " (1024 cubed: c 1.06 to 1.02)"),
          new Rule(
              GemmVariant.PACK_B,
              (g, t) -> true,
              "panels of B, A as it is: copying A element by element is not worth it (jvm 512 cubed"
                  + " 1.07 to 1.04, 1024x100x1024 1.15 to 1.01; c 1024x100x1024 1.13 to 1.01)"));

  /** The first rule that holds. */
  static GemmChoice of(Gemm op, TargetTraits traits) {
    Rule rule = RULES.stream().filter(r -> r.holds().test(op, traits)).findFirst().orElseThrow();
    return new GemmChoice(rule.variant(), rule.reason());
  }

  private static boolean onJvm(TargetTraits traits) {
    return traits.target().equals("jvm");
  }

  private static long mostDirectBytes(TargetTraits traits) {
    return onJvm(traits) ? MOST_DIRECT_BYTES : MOST_DIRECT_BYTES_C;
  }

  static boolean isVector(Gemm g) {
    return g.m() == 1 || g.n() == 1;
  }

  /** Whether neighbours in the matrix are neighbours in the result too. */
  static boolean rowsAlongResult(Gemm g) {
    return Math.max(g.m(), g.n()) > 1 && along(g);
  }

  static boolean along(Gemm g) {
    return g.k() == 1 || (g.m() == 1 ? !g.transposeB() : g.transposeA());
  }

  /** Whether vectors of B's columns can be loaded from where they are. */
  static boolean readable(Gemm g, TargetTraits t) {
    return !g.transposeB() && (g.n() >= t.lanes() || Integer.bitCount(g.n()) == 1);
  }
}
