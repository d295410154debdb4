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

  /** Rows up to which a panel of B is packed just before its only use. */
  static final int MOST_PANEL_ROWS = 128;

  /** Columns up to which target c leaves A where it is. */
  static final int MOST_UNPACKED_COLUMNS_C = 64;

  private record Rule(
      GemmVariant variant, BiPredicate<Gemm, TargetTraits> holds, String reason) {}

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
              (g, t) -> isVector(g),
              "a matrix with rows along the sum times a vector: sums in lanes"),
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
              (g, t) ->
                  readable(g, t)
                      && 4L * g.k() * g.n()
                          <= (onJvm(t) ? MOST_DIRECT_BYTES : MOST_DIRECT_BYTES_C),
              "B stays in the first cache as it is"
                  + " (24 cubed: jvm 2.3 to 1.6, c 2.2; 64 cubed: jvm 1.9 to 1.8)"),
          new Rule(
              GemmVariant.PANELS,
              (g, t) -> g.m() <= MOST_PANEL_ROWS,
              "A fits the second cache whole: each panel of B is packed just before its only use"
                  + " (100x1024x1024: jvm 1.09 to 0.98 packed ahead)"),
          new Rule(
              GemmVariant.PACK_B,
              (g, t) -> onJvm(t) || (g.n() <= MOST_UNPACKED_COLUMNS_C && g.m() >= 4 * g.n()),
              "panels of B, A as it is: a copy of A, element by element, is not worth it"
                  + " (jvm 512 cubed: 1.05 to 1.00, 1024x100x1024: 1.15 to 1.01; c 1024x16x1024:"
                  + " 1.9 to 1.3)"),
          new Rule(
              GemmVariant.PACK_BOTH,
              (g, t) -> true,
              "panels of both: every operand is read in order"
                  + " (c 512 cubed: 1.08 to 0.72, 1024x1024x100: 1.2 to 1.0)"));

  /** The first rule that holds. */
  static GemmChoice of(Gemm op, TargetTraits traits) {
    Rule rule =
        RULES.stream().filter(r -> r.holds().test(op, traits)).findFirst().orElseThrow();
    return new GemmChoice(rule.variant(), rule.reason());
  }

  private static boolean onJvm(TargetTraits traits) {
    return traits.target().equals("jvm");
  }

  private static boolean isVector(Gemm g) {
    return g.m() == 1 || g.n() == 1;
  }

  /** Whether neighbours in the matrix are neighbours in the result too. */
  private static boolean rowsAlongResult(Gemm g) {
    return Math.max(g.m(), g.n()) > 1 && along(g);
  }

  private static boolean along(Gemm g) {
    return g.k() == 1 || (g.m() == 1 ? !g.transposeB() : g.transposeA());
  }

  /** Whether vectors of B's columns can be loaded from where they are. */
  static boolean readable(Gemm g, TargetTraits t) {
    return !g.transposeB() && (g.n() >= t.lanes() || Integer.bitCount(g.n()) == 1);
  }
}
