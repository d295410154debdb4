package dev.ridgeline.app.op;

/**
 * The error function in f64: its Taylor series up to 3, beyond the continued fraction of erfc.
 *
 * <p><b>Error.</b> Below 1e-12, far below what f32 results are held to. <b>Source.</b> Abramowitz
 * and Stegun, 7.1.6 and 7.1.14.
 */
final class Erf {
  private static final double SERIES_UP_TO = 3;
  private static final int FRACTION_TERMS = 60;

  private Erf() {}

  static double of(double x) {
    double size = Math.abs(x);
    if (size > SERIES_UP_TO) {
      return Math.copySign(1 - complement(size), x);
    }
    double term = x;
    double sum = x;
    for (int n = 1; Math.abs(term) > 1e-18; n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
  }

  private static double complement(double x) {
    double fraction = x;
    for (int n = FRACTION_TERMS; n >= 1; n--) {
      fraction = x + n / 2.0 / fraction;
    }
    return Math.exp(-x * x) / (fraction * Math.sqrt(Math.PI));
  }
}
