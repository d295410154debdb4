package dev.ridgeline.primitives.logarithm;

/** 2^f for f in [0, 1), as hardware may have it. */
public enum PowerTable {
  /** The value itself. */
  EXACT,
  /**
   * Mitchell's line 1 + f: no table; at most 6.15 % too large, at f = 1/ln 2 - 1 = 0.443. Source:
   * Mitchell, "Computer multiplication and division using binary logarithms", IRE Trans. EC-11
   * (1962).
   */
  MITCHELL,
  /** A table of eight values and Mitchell's line for the rest of f: at most 0.38 % too large. */
  HYBRID;

  private static final double ENTRIES = 8;
  private static final double LN2 = Math.log(2);

  /** The approximation of 2^f. */
  public double power(double f) {
    if (!(f >= 0 && f < 1)) {
      throw new IllegalArgumentException("a fraction is from 0 to 1 but got " + f);
    }
    return switch (this) {
      case EXACT -> Math.pow(2, f);
      case MITCHELL -> 1 + f;
      case HYBRID -> {
        double head = Math.floor(f * ENTRIES) / ENTRIES;
        yield Math.pow(2, head) * (1 + (f - head) * LN2);
      }
    };
  }
}
