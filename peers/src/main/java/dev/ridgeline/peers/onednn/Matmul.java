package dev.ridgeline.peers.onednn;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.tensor.TensorType;

/**
 * A multiplication of matrices in single precision: C = op(A) op(B), dense.
 *
 * @param m rows of C
 * @param n columns of C
 * @param k length of the sums
 * @param transposeA whether A is stored as k x m
 * @param transposeB whether B is stored as n x k
 */
public record Matmul(long m, long n, long k, boolean transposeA, boolean transposeB) {
  public Matmul {
    if (Math.min(m, Math.min(n, k)) < 1) {
      throw new UserError(
          "a multiplication of matrices got m %d, n %d, k %d; give at least 1 each"
              .formatted(m, n, k));
    }
  }

  /** C = A B. */
  public static Matmul of(long m, long n, long k) {
    return new Matmul(m, n, k, false, false);
  }

  /** A as it is stored. */
  public TensorType typeA() {
    return transposeA ? TensorType.f32(k, m) : TensorType.f32(m, k);
  }

  /** B as it is stored. */
  public TensorType typeB() {
    return transposeB ? TensorType.f32(n, k) : TensorType.f32(k, n);
  }

  /** C as it is stored. */
  public TensorType typeC() {
    return TensorType.f32(m, n);
  }

  /** Multiply-accumulates. */
  public long macs() {
    return Math.multiplyExact(Math.multiplyExact(m, n), k);
  }
}
