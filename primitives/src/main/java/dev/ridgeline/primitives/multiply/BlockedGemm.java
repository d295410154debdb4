package dev.ridgeline.primitives.multiply;

import dev.ridgeline.core.execution.Gemm;

/**
 * Blocks of k that stay in the cache, columns innermost: the second rung. Blocks are summed apart
 * and then added, which also lessens the error.
 */
public final class BlockedGemm implements Gemm {
  private static final int ROWS = 32;
  private static final int COLUMNS = 512;
  private static final int DEPTH = 256;

  @Override
  public void multiply(
      int m,
      int n,
      int k,
      float[] a,
      int aOffset,
      int aLead,
      float[] b,
      int bOffset,
      int bLead,
      float[] c,
      int cOffset,
      int cLead,
      boolean accumulate) {
    if (!accumulate) {
      Fills.zero(m, n, c, cOffset, cLead);
    }
    float[] sums = new float[ROWS * COLUMNS];
    for (int l = 0; l < k; l += DEPTH) {
      int depth = Math.min(DEPTH, k - l);
      for (int j = 0; j < n; j += COLUMNS) {
        int columns = Math.min(COLUMNS, n - j);
        for (int i = 0; i < m; i += ROWS) {
          int rows = Math.min(ROWS, m - i);
          int first = bOffset + l * bLead + j;
          Fills.zero(rows, columns, sums, 0, COLUMNS);
          block(rows, columns, depth, a, aOffset + i * aLead + l, aLead, b, first, bLead, sums);
          add(rows, columns, sums, c, cOffset + i * cLead + j, cLead);
        }
      }
    }
  }

  private static void block(
      int rows,
      int columns,
      int depth,
      float[] a,
      int aFirst,
      int aLead,
      float[] b,
      int bFirst,
      int bLead,
      float[] sums) {
    for (int i = 0; i < rows; i++) {
      for (int l = 0; l < depth; l++) {
        float factor = a[aFirst + i * aLead + l];
        int from = bFirst + l * bLead;
        for (int j = 0; j < columns; j++) {
          sums[i * COLUMNS + j] += factor * b[from + j];
        }
      }
    }
  }

  private static void add(int rows, int columns, float[] sums, float[] c, int cFirst, int cLead) {
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        c[cFirst + i * cLead + j] += sums[i * COLUMNS + j];
      }
    }
  }
}
