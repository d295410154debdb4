package dev.ridgeline.primitives.multiply;

import dev.ridgeline.core.execution.Gemm;

/**
 * Strassen's multiplication: seven products of half the size instead of eight, {@code levels} times
 * over, then a {@link Gemm}.
 *
 * <p>Shapes: any; they are filled up with zeros to multiples of 2^levels. Error: grows by about 1.5
 * a level (K from 4.7 to 44 at 512 with five levels, N(0,1)); only the norm is bounded, single
 * elements may be worse. Cost: (7/8)^levels of the multiplications, 18 additions of quarters a
 * level, workspace about 2/3 of A, B and C each.
 *
 * <p>Source: Strassen, "Gaussian elimination is not optimal", Numer. Math. 13 (1969); error:
 * Higham, "Accuracy and stability of numerical algorithms", 23.2.2.
 */
public final class Strassen implements Gemm {
  private final int levels;
  private final Gemm base;

  /**
   * With {@code levels} of recursion above {@code base}.
   *
   * @param levels 0 to 10
   */
  public Strassen(int levels, Gemm base) {
    if (levels < 0 || levels > 10) {
      throw new IllegalArgumentException("Strassen takes 0 to 10 levels but got " + levels);
    }
    this.levels = levels;
    this.base = base;
  }

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
    int unit = 1 << levels;
    Part left = Part.filled(a, aOffset, aLead, m, k, unit);
    Part right = Part.filled(b, bOffset, bLead, k, n, unit);
    Part product = product(left, right, levels);
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        int at = cOffset + i * cLead + j;
        float value = product.values[product.offset + i * product.lead + j];
        c[at] = accumulate ? c[at] + value : value;
      }
    }
  }

  private Part product(Part a, Part b, int level) {
    if (level == 0 || a.rows == 0 || a.columns == 0 || b.columns == 0) {
      Part c = Part.zero(a.rows, b.columns);
      base.multiply(
          a.rows, b.columns, a.columns, a.values, a.offset, a.lead, b.values, b.offset, b.lead,
          c.values, 0, c.lead, false);
      return c;
    }
    Part a11 = a.quarter(0, 0);
    Part a12 = a.quarter(0, 1);
    Part a21 = a.quarter(1, 0);
    Part a22 = a.quarter(1, 1);
    Part b11 = b.quarter(0, 0);
    Part b12 = b.quarter(0, 1);
    Part b21 = b.quarter(1, 0);
    Part b22 = b.quarter(1, 1);
    Part m1 = product(a11.plus(a22, 1), b11.plus(b22, 1), level - 1);
    Part m2 = product(a21.plus(a22, 1), b11, level - 1);
    Part m3 = product(a11, b12.plus(b22, -1), level - 1);
    Part m4 = product(a22, b21.plus(b11, -1), level - 1);
    Part m5 = product(a11.plus(a12, 1), b22, level - 1);
    Part m6 = product(a21.plus(a11, -1), b11.plus(b12, 1), level - 1);
    Part m7 = product(a12.plus(a22, -1), b21.plus(b22, 1), level - 1);
    Part c = Part.zero(a.rows, b.columns);
    c.quarter(0, 0).set(m1.plus(m4, 1).plus(m5, -1).plus(m7, 1));
    c.quarter(0, 1).set(m3.plus(m5, 1));
    c.quarter(1, 0).set(m2.plus(m4, 1));
    c.quarter(1, 1).set(m1.plus(m2, -1).plus(m3, 1).plus(m6, 1));
    return c;
  }

  /** A rectangle of an array. */
  private record Part(float[] values, int offset, int lead, int rows, int columns) {
    static Part zero(int rows, int columns) {
      return new Part(new float[rows * columns], 0, columns, rows, columns);
    }

    static Part filled(float[] from, int offset, int lead, int rows, int columns, int unit) {
      if (rows % unit == 0 && columns % unit == 0) {
        return new Part(from, offset, lead, rows, columns);
      }
      Part part = zero((rows + unit - 1) / unit * unit, (columns + unit - 1) / unit * unit);
      for (int i = 0; i < rows; i++) {
        System.arraycopy(from, offset + i * lead, part.values, i * part.lead, columns);
      }
      return part;
    }

    Part quarter(int down, int across) {
      int first = offset + down * rows / 2 * lead + across * columns / 2;
      return new Part(values, first, lead, rows / 2, columns / 2);
    }

    Part plus(Part other, float sign) {
      Part sum = zero(rows, columns);
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          sum.values[i * columns + j] =
              values[offset + i * lead + j]
                  + sign * other.values[other.offset + i * other.lead + j];
        }
      }
      return sum;
    }

    void set(Part other) {
      for (int i = 0; i < rows; i++) {
        System.arraycopy(
            other.values, other.offset + i * other.lead, values, offset + i * lead, columns);
      }
    }
  }
}
