package dev.ridgeline.engine.interpreter;

/**
 * The matrix product C[M,N] += A[M,K] B[K,N] in f64, row-major.
 *
 * <p><b>Error.</b> With f32 or 8-bit factors every product is exact and the sum is good to K 2^-53
 * of the sum of magnitudes: rounded to f32 it is the nearest value but for rare ties; sums of
 * integers below 2^53 are exact.
 *
 * <p><b>Cost.</b> M N K multiply-accumulates; columns go in blocks that stay in the first-level
 * cache, two rows and four terms at a time, in loops that the JIT compiler vectorises.
 */
final class DoubleGemm {
  private static final int COLUMNS = 512;

  private DoubleGemm() {}

  /** A matrix in an array: element (i, j) stands at {@code offset + i * lead + j}. */
  record Matrix(double[] values, int offset, int lead) {}

  static void multiply(int m, int n, int k, Matrix a, Matrix b, Matrix c) {
    for (int from = 0; from < n; from += COLUMNS) {
      int count = Math.min(COLUMNS, n - from);
      int i = 0;
      for (; i + 2 <= m; i += 2) {
        twoRows(i, from, count, k, a, b, c);
      }
      if (i < m) {
        oneRow(i, from, count, k, a, b, c);
      }
    }
  }

  private static void twoRows(int row, int column, int count, int k, Matrix a, Matrix b, Matrix c) {
    double[] av = a.values();
    int a0 = a.offset() + row * a.lead();
    int a1 = a0 + a.lead();
    int c0 = c.offset() + row * c.lead() + column;
    int p = 0;
    for (; p + 4 <= k; p += 4) {
      eight(
          c.values(),
          c0,
          c0 + c.lead(),
          b.values(),
          b.offset() + p * b.lead() + column,
          b.lead(),
          count,
          av,
          a0 + p,
          a1 + p);
    }
    for (; p < k; p++) {
      int b0 = b.offset() + p * b.lead() + column;
      axpy(c.values(), c0, b.values(), b0, count, av[a0 + p]);
      axpy(c.values(), c0 + c.lead(), b.values(), b0, count, av[a1 + p]);
    }
  }

  private static void oneRow(int row, int column, int count, int k, Matrix a, Matrix b, Matrix c) {
    double[] av = a.values();
    int a0 = a.offset() + row * a.lead();
    int c0 = c.offset() + row * c.lead() + column;
    int p = 0;
    for (; p + 4 <= k; p += 4) {
      four(
          c.values(),
          c0,
          b.values(),
          b.offset() + p * b.lead() + column,
          b.lead(),
          count,
          av,
          a0 + p);
    }
    for (; p < k; p++) {
      int b0 = b.offset() + p * b.lead() + column;
      axpy(c.values(), c0, b.values(), b0, count, av[a0 + p]);
    }
  }

  private static void eight(
      double[] c,
      int c0,
      int c1,
      double[] b,
      int b0,
      int lead,
      int count,
      double[] a,
      int a0,
      int a1) {
    double p0 = a[a0];
    double p1 = a[a0 + 1];
    double p2 = a[a0 + 2];
    double p3 = a[a0 + 3];
    double q0 = a[a1];
    double q1 = a[a1 + 1];
    double q2 = a[a1 + 2];
    double q3 = a[a1 + 3];
    int b1 = b0 + lead;
    int b2 = b1 + lead;
    int b3 = b2 + lead;
    for (int j = 0; j < count; j++) {
      double v0 = b[b0 + j];
      double v1 = b[b1 + j];
      double v2 = b[b2 + j];
      double v3 = b[b3 + j];
      c[c0 + j] += p0 * v0 + p1 * v1 + p2 * v2 + p3 * v3;
      c[c1 + j] += q0 * v0 + q1 * v1 + q2 * v2 + q3 * v3;
    }
  }

  private static void four(
      double[] c, int c0, double[] b, int b0, int lead, int count, double[] a, int a0) {
    double p0 = a[a0];
    double p1 = a[a0 + 1];
    double p2 = a[a0 + 2];
    double p3 = a[a0 + 3];
    int b1 = b0 + lead;
    int b2 = b1 + lead;
    int b3 = b2 + lead;
    for (int j = 0; j < count; j++) {
      c[c0 + j] += p0 * b[b0 + j] + p1 * b[b1 + j] + p2 * b[b2 + j] + p3 * b[b3 + j];
    }
  }

  private static void axpy(double[] c, int c0, double[] b, int b0, int count, double factor) {
    for (int j = 0; j < count; j++) {
      c[c0 + j] += factor * b[b0 + j];
    }
  }
}
