package dev.ridgeline.learning.network;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products of rows with matrices. Every sum runs in one order with fused multiply-adds, in vector
 * lanes and outside of them, so that its bits do not depend on the machine's vectors.
 */
final class Rows {
  private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;
  private static final int WIDTH = LANES.length();

  /** Rows whose sums are held in registers together. */
  private static final int TILE = 4;

  private Rows() {}

  /**
   * A matrix in an array: element (row, step) stands at {@code at + row * rowStride + step *
   * stepStride}.
   */
  record View(float[] data, int at, int rowStride, int stepStride) {}

  /** y[r * n + j] += sum over i below k of x[r * k + i] * w[i * n + j], for {@code count} rows. */
  static void multiplyAdd(
      float[] x, int xAt, int k, int count, float[] w, int n, float[] y, int yAt) {
    addProduct(new View(x, xAt, k, 1), count, k, w, 0, n, y, yAt);
  }

  /** g[i * n + j] += sum over {@code count} rows r of x[r * k + i] * dy[r * n + j]. */
  static void outerAdd(
      float[] x, int xAt, int k, float[] dy, int dyAt, int n, int count, float[] g) {
    addProduct(new View(x, xAt, 1, k), k, count, dy, dyAt, n, g, 0);
  }

  /** y (rows x n) += a (rows x steps) times b (steps x n). */
  private static void addProduct(
      View a, int rows, int steps, float[] b, int bAt, int n, float[] y, int yAt) {
    int r = 0;
    for (; r + TILE <= rows; r += TILE) {
      int from = a.at + r * a.rowStride;
      int to = yAt + r * n;
      int j = 0;
      for (; j + 2 * WIDTH <= n; j += 2 * WIDTH) {
        wideTile(a, from, steps, b, bAt + j, n, y, to + j);
      }
      for (; j + WIDTH <= n; j += WIDTH) {
        tile(a, from, steps, b, bAt + j, n, y, to + j);
      }
      for (int row = 0; row < TILE && j < n; row++) {
        columns(a, from + row * a.rowStride, steps, b, bAt, n, j, y, to + row * n);
      }
    }
    for (; r < rows; r++) {
      oneRow(a, a.at + r * a.rowStride, steps, b, bAt, n, y, yAt + r * n);
    }
  }

  /** Four rows of two vectors. */
  private static void wideTile(
      View a, int aAt, int steps, float[] b, int bAt, int n, float[] y, int yAt) {
    float[] x = a.data;
    int row = a.rowStride;
    FloatVector y00 = FloatVector.fromArray(LANES, y, yAt);
    FloatVector y01 = FloatVector.fromArray(LANES, y, yAt + WIDTH);
    FloatVector y10 = FloatVector.fromArray(LANES, y, yAt + n);
    FloatVector y11 = FloatVector.fromArray(LANES, y, yAt + n + WIDTH);
    FloatVector y20 = FloatVector.fromArray(LANES, y, yAt + 2 * n);
    FloatVector y21 = FloatVector.fromArray(LANES, y, yAt + 2 * n + WIDTH);
    FloatVector y30 = FloatVector.fromArray(LANES, y, yAt + 3 * n);
    FloatVector y31 = FloatVector.fromArray(LANES, y, yAt + 3 * n + WIDTH);
    int at = aAt;
    int from = bAt;
    for (int step = 0; step < steps; step++) {
      FloatVector b0 = FloatVector.fromArray(LANES, b, from);
      FloatVector b1 = FloatVector.fromArray(LANES, b, from + WIDTH);
      FloatVector x0 = FloatVector.broadcast(LANES, x[at]);
      y00 = x0.fma(b0, y00);
      y01 = x0.fma(b1, y01);
      FloatVector x1 = FloatVector.broadcast(LANES, x[at + row]);
      y10 = x1.fma(b0, y10);
      y11 = x1.fma(b1, y11);
      FloatVector x2 = FloatVector.broadcast(LANES, x[at + 2 * row]);
      y20 = x2.fma(b0, y20);
      y21 = x2.fma(b1, y21);
      FloatVector x3 = FloatVector.broadcast(LANES, x[at + 3 * row]);
      y30 = x3.fma(b0, y30);
      y31 = x3.fma(b1, y31);
      at += a.stepStride;
      from += n;
    }
    y00.intoArray(y, yAt);
    y01.intoArray(y, yAt + WIDTH);
    y10.intoArray(y, yAt + n);
    y11.intoArray(y, yAt + n + WIDTH);
    y20.intoArray(y, yAt + 2 * n);
    y21.intoArray(y, yAt + 2 * n + WIDTH);
    y30.intoArray(y, yAt + 3 * n);
    y31.intoArray(y, yAt + 3 * n + WIDTH);
  }

  /** Four rows of one vector. */
  private static void tile(
      View a, int aAt, int steps, float[] b, int bAt, int n, float[] y, int yAt) {
    float[] x = a.data;
    int row = a.rowStride;
    FloatVector y0 = FloatVector.fromArray(LANES, y, yAt);
    FloatVector y1 = FloatVector.fromArray(LANES, y, yAt + n);
    FloatVector y2 = FloatVector.fromArray(LANES, y, yAt + 2 * n);
    FloatVector y3 = FloatVector.fromArray(LANES, y, yAt + 3 * n);
    int at = aAt;
    int from = bAt;
    for (int step = 0; step < steps; step++) {
      FloatVector b0 = FloatVector.fromArray(LANES, b, from);
      y0 = FloatVector.broadcast(LANES, x[at]).fma(b0, y0);
      y1 = FloatVector.broadcast(LANES, x[at + row]).fma(b0, y1);
      y2 = FloatVector.broadcast(LANES, x[at + 2 * row]).fma(b0, y2);
      y3 = FloatVector.broadcast(LANES, x[at + 3 * row]).fma(b0, y3);
      at += a.stepStride;
      from += n;
    }
    y0.intoArray(y, yAt);
    y1.intoArray(y, yAt + n);
    y2.intoArray(y, yAt + 2 * n);
    y3.intoArray(y, yAt + 3 * n);
  }

  private static void oneRow(
      View a, int aAt, int steps, float[] b, int bAt, int n, float[] y, int yAt) {
    int j = 0;
    for (; j + WIDTH <= n; j += WIDTH) {
      FloatVector sum = FloatVector.fromArray(LANES, y, yAt + j);
      for (int step = 0; step < steps; step++) {
        FloatVector b0 = FloatVector.fromArray(LANES, b, bAt + step * n + j);
        sum = FloatVector.broadcast(LANES, a.data[aAt + step * a.stepStride]).fma(b0, sum);
      }
      sum.intoArray(y, yAt + j);
    }
    columns(a, aAt, steps, b, bAt, n, j, y, yAt);
  }

  /** The columns from {@code first} on, which fill no vector. */
  private static void columns(
      View a, int aAt, int steps, float[] b, int bAt, int n, int first, float[] y, int yAt) {
    for (int j = first; j < n; j++) {
      float sum = y[yAt + j];
      for (int step = 0; step < steps; step++) {
        sum = Math.fma(a.data[aAt + step * a.stepStride], b[bAt + step * n + j], sum);
      }
      y[yAt + j] = sum;
    }
  }

  /** b[j] += sum over {@code count} rows r of dy[r * n + j]. */
  static void sumAdd(float[] dy, int dyAt, int n, int count, float[] b) {
    for (int r = 0; r < count; r++) {
      Lanes.add(dy, dyAt + r * n, b, 0, n);
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
