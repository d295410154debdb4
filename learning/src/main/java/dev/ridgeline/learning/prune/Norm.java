package dev.ridgeline.learning.prune;

import java.util.Locale;

/** How large weights are together. */
public enum Norm {
  /** Sum of magnitudes. */
  L1,
  /** Root of the sum of squares. */
  L2,
  /** The largest magnitude. */
  LINF;

  /** As figures name it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The norm of {@code count} values. */
  public double of(float[] w, int from, int count) {
    double sum = 0;
    for (int i = from; i < from + count; i++) {
      double one = Math.abs(w[i]);
      sum =
          switch (this) {
            case L1 -> sum + one;
            case L2 -> sum + one * one;
            case LINF -> Math.max(sum, one);
          };
    }
    return this == L2 ? Math.sqrt(sum) : sum;
  }

  /** The magnitude that all would have if they were equal at this norm. */
  public double mean(float[] w) {
    double whole = of(w, 0, w.length);
    return switch (this) {
      case L1 -> whole / w.length;
      case L2 -> whole / Math.sqrt(w.length);
      case LINF -> whole;
    };
  }
}
