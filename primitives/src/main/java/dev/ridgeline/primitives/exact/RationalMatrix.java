package dev.ridgeline.primitives.exact;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * A matrix of fractions.
 *
 * @param entries rows of equal length, at least one of each
 */
public record RationalMatrix(List<List<Rational>> entries) {
  public RationalMatrix {
    entries = entries.stream().map(List::copyOf).toList();
    int width = entries.getFirst().size();
    if (width == 0 || entries.stream().anyMatch(row -> row.size() != width)) {
      throw new IllegalArgumentException("a matrix needs rows of one length, at least 1");
    }
  }

  /** The matrix whose entry in row i and column j is {@code entry(i, j)}. */
  public static RationalMatrix of(
      int rows, int columns, BiFunction<Integer, Integer, Rational> entry) {
    List<List<Rational>> all = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      List<Rational> row = new ArrayList<>();
      for (int j = 0; j < columns; j++) {
        row.add(entry.apply(i, j));
      }
      all.add(row);
    }
    return new RationalMatrix(all);
  }

  public static RationalMatrix identity(int size) {
    return of(size, size, (i, j) -> i.equals(j) ? Rational.ONE : Rational.ZERO);
  }

  public int rows() {
    return entries.size();
  }

  public int columns() {
    return entries.getFirst().size();
  }

  public Rational at(int row, int column) {
    return entries.get(row).get(column);
  }

  public RationalMatrix transposed() {
    return of(columns(), rows(), (i, j) -> at(j, i));
  }

  /** Row i times {@code factors.get(i)}. */
  public RationalMatrix rowsTimes(List<Rational> factors) {
    return of(rows(), columns(), (i, j) -> at(i, j).times(factors.get(i)));
  }

  /** The inverse, by Gauss-Jordan elimination; throws where there is none. */
  public RationalMatrix inverse() {
    int n = rows();
    Rational[][] work = new Rational[n][2 * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        work[i][j] = at(i, j);
        work[i][n + j] = i == j ? Rational.ONE : Rational.ZERO;
      }
    }
    for (int column = 0; column < n; column++) {
      int pivot = column;
      while (pivot < n && work[pivot][column].isZero()) {
        pivot++;
      }
      if (pivot == n) {
        throw new ArithmeticException("the matrix is singular");
      }
      Rational[] row = work[pivot];
      work[pivot] = work[column];
      work[column] = row;
      eliminate(work, column);
    }
    return of(n, n, (i, j) -> work[i][n + j]);
  }

  private static void eliminate(Rational[][] work, int column) {
    Rational[] pivot = work[column];
    Rational head = pivot[column];
    for (int j = 0; j < pivot.length; j++) {
      pivot[j] = pivot[j].dividedBy(head);
    }
    for (int i = 0; i < work.length; i++) {
      Rational factor = work[i][column];
      if (i == column || factor.isZero()) {
        continue;
      }
      for (int j = 0; j < pivot.length; j++) {
        work[i][j] = work[i][j].minus(factor.times(pivot[j]));
      }
    }
  }

  /** The least whole number above 0 that makes every entry whole when multiplied with it. */
  public BigInteger commonDenominator() {
    BigInteger all = BigInteger.ONE;
    for (List<Rational> row : entries) {
      for (Rational entry : row) {
        all = all.multiply(entry.denominator()).divide(all.gcd(entry.denominator()));
      }
    }
    return all;
  }

  /** The nearest doubles, row after row. */
  public double[] toDoubles() {
    return entries.stream().flatMap(List::stream).mapToDouble(Rational::doubleValue).toArray();
  }
}
