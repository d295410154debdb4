package dev.ridgeline.primitives.logarithm;

/**
 * Matrix products of logarithms: every number is (sign, log2|x|, zero), products add logarithms and
 * multiply signs, sums are taken of s 2^(la + lb). No logarithm of a sum is approximated, and zero
 * has a flag of its own, as 0 times infinity must not arise.
 *
 * <p>Shapes: A is m x k, B is k x n, row-major. Error: logarithms in f64, about 1e-15 relative for
 * numbers near 1, growing with |log2 x|. Cost: one power of two a product.
 */
public final class LogProduct {
  private static final double LN2 = Math.log(2);

  private LogProduct() {}

  /** C = A B through logarithms. */
  public static double[] multiply(int m, int n, int k, double[] a, double[] b) {
    double[] logA = logarithms(a);
    double[] logB = logarithms(b);
    double[] c = new double[m * n];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        double sum = 0;
        for (int l = 0; l < k; l++) {
          double x = a[i * k + l];
          double y = b[l * n + j];
          if (x == 0 || y == 0) {
            continue;
          }
          double size = Math.exp((logA[i * k + l] + logB[l * n + j]) * LN2);
          sum += (x < 0) == (y < 0) ? size : -size;
        }
        c[i * n + j] = sum;
      }
    }
    return c;
  }

  /** log2|x|; what stands for zero is never read. */
  private static double[] logarithms(double[] values) {
    double[] logs = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      logs[i] = values[i] == 0 ? 0 : Math.log(Math.abs(values[i])) / LN2;
    }
    return logs;
  }
}
