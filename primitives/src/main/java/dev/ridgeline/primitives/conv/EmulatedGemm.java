package dev.ridgeline.primitives.conv;

import dev.ridgeline.primitives.number.FloatFormat;
import java.util.Arrays;

/** A multiplication whose products and sums are rounded one by one, in order of k. */
final class EmulatedGemm {

  /** C[m, n] = A[m, k] B[k, n]. */
  record Size(int m, int n, int k) {}

  private EmulatedGemm() {}

  /** A from {@code aOffset}, B from 0, C from {@code cOffset}, all dense and row-major. */
  static void multiply(
      FloatFormat arithmetic,
      Size size,
      double[] a,
      int aOffset,
      double[] b,
      double[] c,
      int cOffset) {
    Arrays.fill(c, cOffset, cOffset + size.m() * size.n(), 0);
    for (int i = 0; i < size.m(); i++) {
      int row = cOffset + i * size.n();
      for (int k = 0; k < size.k(); k++) {
        double factor = a[aOffset + i * size.k() + k];
        int from = k * size.n();
        for (int j = 0; j < size.n(); j++) {
          c[row + j] = arithmetic.add(c[row + j], arithmetic.multiply(factor, b[from + j]));
        }
      }
    }
  }
}
