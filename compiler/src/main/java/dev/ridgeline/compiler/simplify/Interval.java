package dev.ridgeline.compiler.simplify;

/**
 * The integers from {@code lo} to {@code hi}, both included. Ends saturate at {@link #FAR}, which
 * stands for no bound.
 */
public record Interval(long lo, long hi) {
  /** Beyond every index: sums and products of a few of these do not overflow. */
  static final long FAR = 1L << 50;

  public static final Interval ALL = new Interval(-FAR, FAR);

  public Interval {
    lo = Math.max(-FAR, lo);
    hi = Math.min(FAR, hi);
  }

  public static Interval of(long value) {
    return new Interval(value, value);
  }

  public boolean isEmpty() {
    return lo > hi;
  }

  public boolean isSingle() {
    return lo == hi;
  }

  public boolean contains(long value) {
    return lo <= value && value <= hi;
  }

  public Interval plus(Interval o) {
    return new Interval(lo + o.lo, hi + o.hi);
  }

  public Interval negated() {
    return new Interval(-hi, -lo);
  }

  public Interval times(long factor) {
    long a = product(lo, factor);
    long b = product(hi, factor);
    return new Interval(Math.min(a, b), Math.max(a, b));
  }

  public Interval times(Interval o) {
    Interval a = times(o.lo);
    Interval b = times(o.hi);
    return a.hull(b);
  }

  /** By a positive constant, rounded towards minus infinity. */
  public Interval floorDiv(long divisor) {
    return new Interval(
        lo <= -FAR ? -FAR : Math.floorDiv(lo, divisor),
        hi >= FAR ? FAR : Math.floorDiv(hi, divisor));
  }

  /** By a positive constant. */
  public Interval floorMod(long divisor) {
    boolean oneTurn =
        lo > -FAR && hi < FAR && Math.floorDiv(lo, divisor) == Math.floorDiv(hi, divisor);
    return oneTurn
        ? new Interval(Math.floorMod(lo, divisor), Math.floorMod(hi, divisor))
        : new Interval(0, divisor - 1);
  }

  public Interval min(Interval o) {
    return new Interval(Math.min(lo, o.lo), Math.min(hi, o.hi));
  }

  public Interval max(Interval o) {
    return new Interval(Math.max(lo, o.lo), Math.max(hi, o.hi));
  }

  /** The smallest interval that holds both. */
  public Interval hull(Interval o) {
    return new Interval(Math.min(lo, o.lo), Math.max(hi, o.hi));
  }

  private static long product(long a, long b) {
    if (a == 0 || b == 0) {
      return 0;
    }
    long high = Math.multiplyHigh(a, b);
    long low = a * b;
    boolean fits = (high == 0 && low >= 0) || (high == -1 && low < 0);
    return fits ? low : (a < 0) == (b < 0) ? FAR : -FAR;
  }
}
