package dev.ridgeline.primitives.lowrank;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/**
 * The singular value decomposition of a matrix, made once, offline, and its best approximations of
 * every rank as two factors: W = L R with L = U_r Sigma_r (m x r) and R = V_r^T (r x n), so that y
 * = L (R x) is two layers with Sigma folded into one. The factors are never multiplied back.
 *
 * <p>Shapes: W is m x n, row-major. Error: the best of any matrix of rank r in the Euclidean norm,
 * sqrt(sum of the squared singular values left out) (Eckart, Young 1936). Cost of use: 2 r (m + n)
 * FLOPs a vector instead of 2 m n, fewer below the rank {@link #breakEvenRank}. The decomposition
 * is EJML's.
 */
public final class LowRank {
  private final int rows;
  private final int columns;
  private final double[] singular;
  private final DMatrixRMaj u;
  private final DMatrixRMaj vt;

  private LowRank(int rows, int columns, double[] singular, DMatrixRMaj u, DMatrixRMaj vt) {
    this.rows = rows;
    this.columns = columns;
    this.singular = singular;
    this.u = u;
    this.vt = vt;
  }

  /**
   * Two factors.
   *
   * @param rank r
   * @param left m x r, Sigma included
   * @param right r x n
   */
  public record Factors(int rank, double[] left, double[] right) {}

  /** Decomposes {@code rows x columns} values; throws {@link ArithmeticException} for NaN. */
  public static LowRank of(int rows, int columns, double[] values) {
    if (rows < 1 || columns < 1 || values.length != rows * columns) {
      throw new IllegalArgumentException(
          "%d values are no %d x %d matrix".formatted(values.length, rows, columns));
    }
    if (!Arrays.stream(values).allMatch(Double::isFinite)) {
      throw new ArithmeticException("a matrix with values that are not finite has no SVD");
    }
    DMatrixRMaj matrix = new DMatrixRMaj(rows, columns, true, values.clone());
    SingularValueDecomposition_F64<DMatrixRMaj> svd =
        DecompositionFactory_DDRM.svd(rows, columns, true, true, true);
    if (!svd.decompose(matrix)) {
      throw new ArithmeticException(
          "the SVD of the %d x %d matrix failed".formatted(rows, columns));
    }
    DMatrixRMaj u = svd.getU(null, false);
    DMatrixRMaj vt = svd.getV(null, true);
    return sorted(rows, columns, svd.getSingularValues(), svd.numberOfSingularValues(), u, vt);
  }

  /** EJML gives singular values in no order. */
  private static LowRank sorted(
      int rows, int columns, double[] values, int count, DMatrixRMaj u, DMatrixRMaj vt) {
    Integer[] order = new Integer[count];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (i, j) -> Double.compare(values[j], values[i]));
    DMatrixRMaj left = new DMatrixRMaj(rows, count);
    DMatrixRMaj right = new DMatrixRMaj(count, columns);
    double[] singular = new double[count];
    for (int r = 0; r < count; r++) {
      singular[r] = values[order[r]];
      for (int i = 0; i < rows; i++) {
        left.set(i, r, u.get(i, order[r]));
      }
      for (int j = 0; j < columns; j++) {
        right.set(r, j, vt.get(order[r], j));
      }
    }
    return new LowRank(rows, columns, singular, left, right);
  }

  /** The rank at which two factors need as many FLOPs as the matrix: m n / (m + n). */
  public static double breakEvenRank(int rows, int columns) {
    return (double) rows * columns / ((double) rows + columns);
  }

  /** The singular values, largest first. */
  public double[] singularValues() {
    return singular.clone();
  }

  /** The factors of a rank from 1 to min(m, n). */
  public Factors factors(int rank) {
    checkRank(rank);
    double[] left = new double[rows * rank];
    double[] right = new double[rank * columns];
    for (int r = 0; r < rank; r++) {
      for (int i = 0; i < rows; i++) {
        left[i * rank + r] = u.get(i, r) * singular[r];
      }
      for (int j = 0; j < columns; j++) {
        right[r * columns + j] = vt.get(r, j);
      }
    }
    return new Factors(rank, left, right);
  }

  /** The relative error of a rank in the Euclidean norm, from the singular values alone. */
  public double relativeError(int rank) {
    checkRank(rank);
    double left = 0;
    double all = 0;
    for (int r = 0; r < singular.length; r++) {
      all += singular[r] * singular[r];
      left += r < rank ? 0 : singular[r] * singular[r];
    }
    return all == 0 ? 0 : Math.sqrt(left / all);
  }

  private void checkRank(int rank) {
    if (rank < 1 || rank > singular.length) {
      throw new IllegalArgumentException(
          "rank %d of a %d x %d matrix; give a rank from 1 to %d"
              .formatted(rank, rows, columns, singular.length));
    }
  }
}
