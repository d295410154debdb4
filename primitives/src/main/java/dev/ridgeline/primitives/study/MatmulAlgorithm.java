package dev.ridgeline.primitives.study;

import dev.ridgeline.core.UserError;
import dev.ridgeline.primitives.logarithm.LnsSum;
import dev.ridgeline.primitives.logarithm.LogProduct;
import dev.ridgeline.primitives.logarithm.PowerTable;
import dev.ridgeline.primitives.lowrank.LowRank;
import dev.ridgeline.primitives.number.FloatFormat;
import dev.ridgeline.primitives.number.Phase;
import dev.ridgeline.primitives.number.Precision;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A multiplication of matrices whose every operation is rounded to a format.
 *
 * @param kind what it does
 * @param number levels of Strassen, rank, or steps of an octave; 0 for the others
 */
public record MatmulAlgorithm(Kind kind, int number) {
  private static final Pattern NUMBERED = Pattern.compile("(strassen|lowrank|lns)-([1-9]\\d{0,4})");
  private static final int MOST_LEVELS = 6;
  private static final int FINEST_STEPS = 1 << 16;

  /** Terms that the blocked form adds up before it adds them to the rest. */
  private static final int BLOCK_TERMS = 32;

  /** What an algorithm does. */
  public enum Kind {
    /** Products rounded, added one after the other. */
    NAIVE,
    /** The same in blocks of {@value #BLOCK_TERMS} terms. */
    BLOCKED,
    /** Products added by fused multiply-adds, rounded once. */
    SIMD,
    /** Seven products of halves instead of eight, some levels deep. */
    STRASSEN,
    /** By two factors of B. */
    LOWRANK,
    /** By sums of exact logarithms. */
    LOG,
    /** A simulation of logarithmic numbers. */
    LNS,
    /** The same of 128 steps an octave, 2^f by Mitchell's line. */
    MITCHELL,
    /** The same, 2^f by a table of eight values and lines. */
    HYBRID
  }

  /** One of each. */
  public static List<MatmulAlgorithm> all() {
    return List.of(
        named("naive"),
        named("blocked"),
        named("simd"),
        named("strassen-1"),
        named("strassen-3"),
        named("log"),
        named("lns-8"),
        named("lns-128"),
        named("mitchell"),
        named("hybrid"));
  }

  /** By the name on the command line. */
  public static MatmulAlgorithm named(String name) {
    Matcher numbered = NUMBERED.matcher(name);
    if (numbered.matches()) {
      Kind kind = Kind.valueOf(numbered.group(1).toUpperCase(Locale.ROOT));
      int number = Integer.parseInt(numbered.group(2));
      if ((kind != Kind.STRASSEN || number <= MOST_LEVELS)
          && (kind != Kind.LNS || number <= FINEST_STEPS)) {
        return new MatmulAlgorithm(kind, number);
      }
    }
    for (Kind kind : Kind.values()) {
      boolean alone = kind != Kind.STRASSEN && kind != Kind.LOWRANK && kind != Kind.LNS;
      if (alone && kind.name().toLowerCase(Locale.ROOT).equals(name)) {
        return new MatmulAlgorithm(kind, 0);
      }
    }
    throw new UserError(
        "no multiplication is named '%s'; give some of naive, blocked, simd, strassen-LEVELS (1 to %d), lowrank-RANK, log, lns-STEPS (1 to %d), mitchell, hybrid, or all"
            .formatted(name, MOST_LEVELS, FINEST_STEPS));
  }

  /** The name on the command line. */
  public String name() {
    String base = kind.name().toLowerCase(Locale.ROOT);
    return number == 0 ? base : base + "-" + number;
  }

  /** Why this product is not done, if it is not. */
  public Optional<String> refusal(int n, int k) {
    return kind == Kind.LOWRANK && number > Math.min(n, k)
        ? Optional.of(
            "lowrank needs a rank of at most %d for a %dx%d matrix but got %d; use lowrank-%d"
                .formatted(Math.min(n, k), k, n, number, Math.min(n, k)))
        : Optional.empty();
  }

  /**
   * C = A B.
   *
   * @param a [m, k], of values of the storage format
   * @param b [k, n], likewise
   * @return [m, n] as stored
   */
  public double[] multiply(int m, int n, int k, double[] a, double[] b, Precision precision) {
    FloatFormat sums = precision.arithmetic(Phase.PRODUCT);
    double[] c =
        switch (kind) {
          case NAIVE -> inBlocks(m, n, k, a, b, sums, k);
          case BLOCKED -> inBlocks(m, n, k, a, b, sums, BLOCK_TERMS);
          case SIMD -> fused(m, n, k, a, b, sums);
          case STRASSEN -> new RoundedStrassen(sums, number).multiply(m, n, k, a, b);
          case LOWRANK -> lowRank(m, n, k, a, b, precision);
          case LOG -> LogProduct.multiply(m, n, k, a, b);
          case LNS -> new LnsSum(number, PowerTable.EXACT).multiply(m, n, k, a, b);
          case MITCHELL -> new LnsSum(128, PowerTable.MITCHELL).multiply(m, n, k, a, b);
          case HYBRID -> new LnsSum(128, PowerTable.HYBRID).multiply(m, n, k, a, b);
        };
    precision.storage(Phase.OUTPUT_TRANSFORM).store(c, 1);
    return c;
  }

  static double[] inBlocks(
      int m, int n, int k, double[] a, double[] b, FloatFormat format, int terms) {
    double[] c = new double[m * n];
    double[] part = new double[n];
    for (int i = 0; i < m; i++) {
      for (int from = 0; from < k; from += terms) {
        Arrays.fill(part, 0);
        for (int l = from; l < Math.min(k, from + terms); l++) {
          for (int j = 0; j < n; j++) {
            part[j] = format.add(part[j], format.multiply(a[i * k + l], b[l * n + j]));
          }
        }
        for (int j = 0; j < n; j++) {
          c[i * n + j] = format.add(c[i * n + j], part[j]);
        }
      }
    }
    return c;
  }

  private static double[] fused(int m, int n, int k, double[] a, double[] b, FloatFormat format) {
    double[] c = new double[m * n];
    for (int i = 0; i < m; i++) {
      for (int l = 0; l < k; l++) {
        for (int j = 0; j < n; j++) {
          c[i * n + j] = format.fma(a[i * k + l], b[l * n + j], c[i * n + j]);
        }
      }
    }
    return c;
  }

  /** The decomposition is of B and made before, as that of a layer's weights is. */
  private double[] lowRank(int m, int n, int k, double[] a, double[] b, Precision precision) {
    LowRank.Factors factors = LowRank.of(k, n, b).factors(number);
    double[] left = factors.left();
    double[] right = factors.right();
    precision.storage(Phase.FILTER_TRANSFORM).store(left, 1);
    precision.storage(Phase.FILTER_TRANSFORM).store(right, 1);
    FloatFormat sums = precision.arithmetic(Phase.PRODUCT);
    double[] narrow = inBlocks(m, number, k, a, left, sums, k);
    precision.storage(Phase.INPUT_TRANSFORM).store(narrow, 1);
    return inBlocks(m, n, number, narrow, right, sums, number);
  }
}
