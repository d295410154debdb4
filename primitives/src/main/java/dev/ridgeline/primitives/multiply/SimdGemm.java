package dev.ridgeline.primitives.multiply;

import dev.ridgeline.core.execution.Gemm;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Vectors and fused multiply-adds: 4 rows by 2 vectors of C in registers, B packed in panels of
 * {@value #DEPTH} rows. The plain rung that algorithms use where no compiled multiplication is
 * passed in.
 *
 * <p>Error: blocks of {@value #DEPTH} products summed in order with fused multiply-adds, then
 * added: K = 0.29 sqrt(256) = 4.7 from k = 256 on. Cost: B is copied once for each call. Limits:
 * none.
 */
public final class SimdGemm implements Gemm {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final int ROWS = 4;
  private static final int COLUMNS = 2 * LANES;
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
    float[] panel = new float[Math.min(DEPTH, Math.max(k, 1)) * COLUMNS];
    for (int l = 0; l < k; l += DEPTH) {
      int depth = Math.min(DEPTH, k - l);
      for (int j = 0; j < n; j += COLUMNS) {
        int columns = Math.min(COLUMNS, n - j);
        pack(b, bOffset + l * bLead + j, bLead, depth, columns, panel);
        for (int i = 0; i < m; i += ROWS) {
          int first = aOffset + i * aLead + l;
          int to = cOffset + i * cLead + j;
          if (columns == COLUMNS && m - i >= ROWS) {
            block(depth, a, first, aLead, panel, c, to, cLead);
          } else {
            edge(Math.min(ROWS, m - i), columns, depth, a, first, aLead, panel, c, to, cLead);
          }
        }
      }
    }
  }

  private static void pack(float[] b, int first, int lead, int depth, int columns, float[] panel) {
    for (int l = 0; l < depth; l++) {
      System.arraycopy(b, first + l * lead, panel, l * COLUMNS, columns);
    }
  }

  /** 4 x 2 vectors; long, as every sum must be a local variable to stay in a register. */
  private static void block(
      int depth, float[] a, int first, int aLead, float[] panel, float[] c, int to, int cLead) {
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = c00;
    FloatVector c10 = c00;
    FloatVector c11 = c00;
    FloatVector c20 = c00;
    FloatVector c21 = c00;
    FloatVector c30 = c00;
    FloatVector c31 = c00;
    int second = first + aLead;
    int third = second + aLead;
    int fourth = third + aLead;
    for (int l = 0; l < depth; l++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, panel, l * COLUMNS);
      FloatVector b1 = FloatVector.fromArray(SPECIES, panel, l * COLUMNS + LANES);
      FloatVector x = FloatVector.broadcast(SPECIES, a[first + l]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = FloatVector.broadcast(SPECIES, a[second + l]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = FloatVector.broadcast(SPECIES, a[third + l]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = FloatVector.broadcast(SPECIES, a[fourth + l]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
    }
    add(c00, c01, c, to);
    add(c10, c11, c, to + cLead);
    add(c20, c21, c, to + 2 * cLead);
    add(c30, c31, c, to + 3 * cLead);
  }

  private static void add(FloatVector low, FloatVector high, float[] c, int to) {
    FloatVector.fromArray(SPECIES, c, to).add(low).intoArray(c, to);
    FloatVector.fromArray(SPECIES, c, to + LANES).add(high).intoArray(c, to + LANES);
  }

  private static void edge(
      int rows,
      int columns,
      int depth,
      float[] a,
      int first,
      int aLead,
      float[] panel,
      float[] c,
      int to,
      int cLead) {
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        float sum = 0;
        for (int l = 0; l < depth; l++) {
          sum = Math.fma(a[first + i * aLead + l], panel[l * COLUMNS + j], sum);
        }
        c[to + i * cLead + j] += sum;
      }
    }
  }
}
