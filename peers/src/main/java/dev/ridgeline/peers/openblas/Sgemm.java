package dev.ridgeline.peers.openblas;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.tensor.TensorType;

/**
 * A multiplication of matrices, row-major, in single precision: C = alpha op(A) op(B) + beta C,
 * where op(A) is m x k, op(B) is k x n and C is m x n.
 *
 * @param m rows of C
 * @param n columns of C
 * @param k length of the sums
 * @param transposeA whether A is stored as k x m
 * @param transposeB whether B is stored as n x k
 * @param alpha factor of the product
 * @param beta factor of the C that was there; with 0 it is not read
 * @param lda elements from one stored row of A to the next
 * @param ldb elements from one stored row of B to the next
 * @param ldc elements from one row of C to the next
 */
public record Sgemm(
    int m,
    int n,
    int k,
    boolean transposeA,
    boolean transposeB,
    float alpha,
    float beta,
    int lda,
    int ldb,
    int ldc) {

  public Sgemm {
    atLeast("m", m, 1);
    atLeast("n", n, 1);
    atLeast("k", k, 1);
    atLeast("lda", lda, transposeA ? m : k);
    atLeast("ldb", ldb, transposeB ? k : n);
    atLeast("ldc", ldc, n);
  }

  private static void atLeast(String name, int given, int least) {
    if (given < least) {
      throw new UserError(
          "a multiplication of matrices got %s %d; give at least %d".formatted(name, given, least));
    }
  }

  /** C = A B, all dense. */
  public static Sgemm of(int m, int n, int k) {
    return new Sgemm(m, n, k, false, false, 1, 0, k, n, n);
  }

  /** The same with A and B stored as said, dense. */
  public Sgemm transposed(boolean a, boolean b) {
    return new Sgemm(m, n, k, a, b, alpha, beta, a ? m : k, b ? k : n, ldc);
  }

  /** The same with other factors. */
  public Sgemm scaled(float newAlpha, float newBeta) {
    return new Sgemm(m, n, k, transposeA, transposeB, newAlpha, newBeta, lda, ldb, ldc);
  }

  /** The same with other distances between rows. */
  public Sgemm leading(int newLda, int newLdb, int newLdc) {
    return new Sgemm(m, n, k, transposeA, transposeB, alpha, beta, newLda, newLdb, newLdc);
  }

  /** A as it is stored, with the unused ends of its rows. */
  public TensorType typeA() {
    return TensorType.f32(transposeA ? k : m, lda);
  }

  /** B as it is stored, with the unused ends of its rows. */
  public TensorType typeB() {
    return TensorType.f32(transposeB ? n : k, ldb);
  }

  /** C as it is stored, with the unused ends of its rows. */
  public TensorType typeC() {
    return TensorType.f32(m, ldc);
  }

  /** Multiply-accumulates of one multiplication. */
  public long macs() {
    return Math.multiplyExact(Math.multiplyExact((long) m, n), k);
  }
}
