package dev.ridgeline.core.execution;

/**
 * A matrix multiplication in f32, row-major: C[M,N] = A[M,K] B[K,N], or C += A B. Algorithms take
 * it from outside, so that the same algorithm runs on a plain rung or on compiled code. Safe for
 * use by several threads at once on parts of C that do not overlap.
 */
@FunctionalInterface
public interface Gemm {

  /**
   * Multiplies. Element (i, j) of a matrix stands at {@code offset + i * lead + j}; nothing else of
   * {@code c} is touched. C must not overlap A or B.
   *
   * @param m rows of A and C
   * @param n columns of B and C
   * @param k columns of A, rows of B; 0 leaves zeros (or C as it is)
   * @param accumulate whether the product is added to C
   */
  void multiply(
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
      boolean accumulate);

  /**
   * The multiplication by one B, which may be copied to another order or kept: it must not change
   * afterwards.
   *
   * @param n columns of B
   * @param k rows of B
   */
  default FixedGemm fixed(int n, int k, float[] b) {
    return (m, a, c) -> multiply(m, n, k, a, 0, k, b, 0, n, c, 0, n, false);
  }
}
