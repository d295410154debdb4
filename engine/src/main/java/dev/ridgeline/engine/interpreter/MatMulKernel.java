package dev.ridgeline.engine.interpreter;

import dev.ridgeline.core.UserError;
import java.util.Arrays;

/** The matrix product with numpy's rules: batch axes broadcast, vectors are promoted. */
final class MatMulKernel {
  /** Rows of one task. */
  private static final int ROWS = 64;

  private MatMulKernel() {}

  static Array run(Array left, Array right, Threads threads) {
    if (left.rank() == 0 || right.rank() == 0) {
      throw new UserError("a matrix product takes no scalars");
    }
    Array a = left.rank() == 1 ? left.reshaped(1, left.size) : left;
    Array b = right.rank() == 1 ? right.reshaped(right.size, 1) : right;
    int m = a.dims[a.rank() - 2];
    int k = a.dims[a.rank() - 1];
    int n = b.dims[b.rank() - 1];
    if (b.dims[b.rank() - 2] != k) {
      throw new UserError("a matrix product of %s and %s is not defined".formatted(left, right));
    }
    int[] batch =
        Broadcast.dims(Arrays.copyOf(a.dims, a.rank() - 2), Arrays.copyOf(b.dims, b.rank() - 2));
    Array y = left.like(with(batch, m, n));
    Array wideA = Broadcast.to(a, with(batch, m, k));
    // One matrix for the whole batch is not repeated.
    boolean shared = b.rank() == 2;
    Array wideB = shared ? b : Broadcast.to(b, with(batch, k, n));
    int batches = Array.elements(batch);
    if (left.isReal()) {
      double[] product = new double[y.size];
      products(
          new int[] {batches, m, n, k}, wideA.reals(), wideB.reals(), product, shared, threads);
      for (int i = 0; i < product.length; i++) {
        y.setReal(i, product[i]);
      }
    } else {
      whole(new int[] {batches, m, n, k}, wideA, wideB, y, shared);
    }
    return y.reshaped(resultDims(batch, left, right, m, n));
  }

  private static int[] with(int[] batch, int rows, int columns) {
    int[] dims = Arrays.copyOf(batch, batch.length + 2);
    dims[batch.length] = rows;
    dims[batch.length + 1] = columns;
    return dims;
  }

  private static int[] resultDims(int[] batch, Array left, Array right, int m, int n) {
    int[] dims = batch;
    if (left.rank() > 1) {
      dims = Arrays.copyOf(dims, dims.length + 1);
      dims[dims.length - 1] = m;
    }
    if (right.rank() > 1) {
      dims = Arrays.copyOf(dims, dims.length + 1);
      dims[dims.length - 1] = n;
    }
    return dims;
  }

  /** The product of two matrices, in f64. */
  static double[] matrix(Array a, Array b, Threads threads) {
    if (a.rank() != 2 || b.rank() != 2 || a.dims[1] != b.dims[0]) {
      throw new UserError("a matrix product of %s and %s is not defined".formatted(a, b));
    }
    double[] product = new double[Array.elements(a.dims[0], b.dims[1])];
    int[] sizes = {1, a.dims[0], b.dims[1], a.dims[1]};
    products(sizes, a.reals(), b.reals(), product, true, threads);
    return product;
  }

  /** {@code sizes}: batches, M, N, K. */
  static void products(
      int[] sizes, double[] a, double[] b, double[] c, boolean sharedB, Threads threads) {
    int m = sizes[1];
    int n = sizes[2];
    int k = sizes[3];
    int parts = Math.max(1, Math.ceilDiv(m, ROWS));
    threads.each(
        sizes[0] * parts,
        task -> {
          int at = task / parts;
          int row = task % parts * ROWS;
          DoubleGemm.multiply(
              Math.min(ROWS, m - row),
              n,
              k,
              new DoubleGemm.Matrix(a, (at * m + row) * k, k),
              new DoubleGemm.Matrix(b, sharedB ? 0 : at * k * n, n),
              new DoubleGemm.Matrix(c, (at * m + row) * n, n));
        });
  }

  /** Integers wrap around in their type. */
  private static void whole(int[] sizes, Array a, Array b, Array y, boolean sharedB) {
    int m = sizes[1];
    int n = sizes[2];
    int k = sizes[3];
    for (int row = 0; row < sizes[0] * m; row++) {
      int fromB = sharedB ? 0 : row / m * k * n;
      for (int j = 0; j < n; j++) {
        long sum = 0;
        for (int p = 0; p < k; p++) {
          sum += a.whole(row * k + p) * b.whole(fromB + p * n + j);
        }
        y.setWhole(row * n + j, sum);
      }
    }
  }
}
