package dev.ridgeline.core.execution;

/**
 * A matrix multiplication by a B that stays the same, such as the filter of a convolution: whatever
 * order of B is fastest is made once. Safe for use by several threads at once.
 */
@FunctionalInterface
public interface FixedGemm {

  /**
   * C = A B, all dense and row-major.
   *
   * @param m rows of A and C
   * @param a at least m k values
   * @param c at least m n values, the first m n overwritten; must not be {@code a}
   */
  void multiply(int m, float[] a, float[] c);
}
