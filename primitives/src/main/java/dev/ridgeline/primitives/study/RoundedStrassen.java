package dev.ridgeline.primitives.study;

import dev.ridgeline.primitives.number.FloatFormat;

/** Strassen's seven products with every sum rounded; odd sizes are filled up with zeros. */
record RoundedStrassen(FloatFormat format, int levels) {

  double[] multiply(int m, int n, int k, double[] a, double[] b) {
    int step = 1 << levels;
    int rows = Math.ceilDiv(m, step) * step;
    int columns = Math.ceilDiv(n, step) * step;
    int terms = Math.ceilDiv(k, step) * step;
    double[] c =
        product(
            rows,
            columns,
            terms,
            resized(m, k, a, rows, terms),
            resized(k, n, b, terms, columns),
            levels);
    return resized(rows, columns, c, m, n);
  }

  private static double[] resized(int rows, int columns, double[] x, int toRows, int toColumns) {
    double[] to = new double[toRows * toColumns];
    for (int i = 0; i < Math.min(rows, toRows); i++) {
      System.arraycopy(x, i * columns, to, i * toColumns, Math.min(columns, toColumns));
    }
    return to;
  }

  private double[] product(int m, int n, int k, double[] a, double[] b, int level) {
    if (level == 0) {
      return MatmulAlgorithm.inBlocks(m, n, k, a, b, format, k);
    }
    int m2 = m / 2;
    int n2 = n / 2;
    int k2 = k / 2;
    double[] a11 = part(a, k, 0, 0, m2, k2);
    double[] a12 = part(a, k, 0, k2, m2, k2);
    double[] a21 = part(a, k, m2, 0, m2, k2);
    double[] a22 = part(a, k, m2, k2, m2, k2);
    double[] b11 = part(b, n, 0, 0, k2, n2);
    double[] b12 = part(b, n, 0, n2, k2, n2);
    double[] b21 = part(b, n, k2, 0, k2, n2);
    double[] b22 = part(b, n, k2, n2, k2, n2);
    int next = level - 1;
    double[] m1 = product(m2, n2, k2, sum(a11, a22, 1), sum(b11, b22, 1), next);
    double[] p2 = product(m2, n2, k2, sum(a21, a22, 1), b11, next);
    double[] p3 = product(m2, n2, k2, a11, sum(b12, b22, -1), next);
    double[] p4 = product(m2, n2, k2, a22, sum(b21, b11, -1), next);
    double[] p5 = product(m2, n2, k2, sum(a11, a12, 1), b22, next);
    double[] p6 = product(m2, n2, k2, sum(a21, a11, -1), sum(b11, b12, 1), next);
    double[] p7 = product(m2, n2, k2, sum(a12, a22, -1), sum(b21, b22, 1), next);
    double[] c = new double[m * n];
    put(sum(sum(sum(m1, p4, 1), p5, -1), p7, 1), c, n, 0, 0, m2, n2);
    put(sum(p3, p5, 1), c, n, 0, n2, m2, n2);
    put(sum(p2, p4, 1), c, n, m2, 0, m2, n2);
    put(sum(sum(sum(m1, p2, -1), p3, 1), p6, 1), c, n, m2, n2, m2, n2);
    return c;
  }

  private static double[] part(double[] x, int lead, int top, int left, int rows, int columns) {
    double[] part = new double[rows * columns];
    for (int i = 0; i < rows; i++) {
      System.arraycopy(x, (top + i) * lead + left, part, i * columns, columns);
    }
    return part;
  }

  private static void put(
      double[] part, double[] c, int lead, int top, int left, int rows, int columns) {
    for (int i = 0; i < rows; i++) {
      System.arraycopy(part, i * columns, c, (top + i) * lead + left, columns);
    }
  }

  private double[] sum(double[] x, double[] y, int sign) {
    double[] sum = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      sum[i] = format.add(x[i], sign * y[i]);
    }
    return sum;
  }
}
