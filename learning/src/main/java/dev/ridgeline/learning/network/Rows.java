package dev.ridgeline.learning.network;

/**
 * Products of rows with matrices. The inner loops go over columns, which the JIT turns into vector
 * instructions without changing the order of any sum.
 */
final class Rows {
  private Rows() {}

  /** y[j] += sum over i below k of x[i] * w[i * n + j]. */
  static void multiplyAdd(float[] x, int xAt, int k, float[] w, int n, float[] y, int yAt) {
    int i = 0;
    for (; i + 3 < k; i += 4) {
      float x0 = x[xAt + i];
      float x1 = x[xAt + i + 1];
      float x2 = x[xAt + i + 2];
      float x3 = x[xAt + i + 3];
      int w0 = i * n;
      int w1 = w0 + n;
      int w2 = w1 + n;
      int w3 = w2 + n;
      for (int j = 0; j < n; j++) {
        y[yAt + j] += x0 * w[w0 + j] + x1 * w[w1 + j] + x2 * w[w2 + j] + x3 * w[w3 + j];
      }
    }
    for (; i < k; i++) {
      float xi = x[xAt + i];
      int wi = i * n;
      for (int j = 0; j < n; j++) {
        y[yAt + j] += xi * w[wi + j];
      }
    }
  }

  /** g[i * n + j] += sum over {@code count} rows r of x[r * k + i] * dy[r * n + j]. */
  static void outerAdd(
      float[] x, int xAt, int k, float[] dy, int dyAt, int n, int count, float[] g) {
    int r = 0;
    for (; r + 3 < count; r += 4) {
      int a = xAt + r * k;
      int d0 = dyAt + r * n;
      int d1 = d0 + n;
      int d2 = d1 + n;
      int d3 = d2 + n;
      for (int i = 0; i < k; i++) {
        float x0 = x[a + i];
        float x1 = x[a + k + i];
        float x2 = x[a + 2 * k + i];
        float x3 = x[a + 3 * k + i];
        int at = i * n;
        for (int j = 0; j < n; j++) {
          g[at + j] += x0 * dy[d0 + j] + x1 * dy[d1 + j] + x2 * dy[d2 + j] + x3 * dy[d3 + j];
        }
      }
    }
    for (; r < count; r++) {
      for (int i = 0; i < k; i++) {
        float xi = x[xAt + r * k + i];
        int at = i * n;
        for (int j = 0; j < n; j++) {
          g[at + j] += xi * dy[dyAt + r * n + j];
        }
      }
    }
  }

  /** b[j] += sum over {@code count} rows r of dy[r * n + j]. */
  static void sumAdd(float[] dy, int dyAt, int n, int count, float[] b) {
    for (int r = 0; r < count; r++) {
      int at = dyAt + r * n;
      for (int j = 0; j < n; j++) {
        b[j] += dy[at + j];
      }
    }
  }

  /** The transpose of a k x n matrix. */
  static float[] transposed(float[] w, int k, int n) {
    float[] t = new float[w.length];
    for (int i = 0; i < k; i++) {
      for (int j = 0; j < n; j++) {
        t[j * k + i] = w[i * n + j];
      }
    }
    return t;
  }
}
