package dev.ridgeline.primitives.winograd;

import dev.ridgeline.primitives.number.FloatFormat;

/** L X Rt for small matrices, every product and sum rounded; zeros of L and R cost nothing. */
final class SmallTransform {
  private final double[] left;
  private final double[] right;
  private final int leftRows;
  private final int leftColumns;
  private final int rightRows;
  private final int rightColumns;
  private final FloatFormat arithmetic;
  private final double[] half;

  SmallTransform(RealTransform.Matrix left, RealTransform.Matrix right, FloatFormat arithmetic) {
    this.left = left.values().clone();
    this.right = right.values().clone();
    arithmetic.store(this.left, 1);
    arithmetic.store(this.right, 1);
    this.leftRows = left.rows();
    this.leftColumns = left.columns();
    this.rightRows = right.rows();
    this.rightColumns = right.columns();
    this.arithmetic = arithmetic;
    this.half = new double[leftRows * rightColumns];
  }

  int inputs() {
    return leftColumns * rightColumns;
  }

  int outputs() {
    return leftRows * rightRows;
  }

  void apply(double[] in, double[] out) {
    for (int i = 0; i < leftRows; i++) {
      for (int j = 0; j < rightColumns; j++) {
        half[i * rightColumns + j] = dot(left, i * leftColumns, in, j, rightColumns, leftColumns);
      }
    }
    for (int i = 0; i < leftRows; i++) {
      for (int j = 0; j < rightRows; j++) {
        out[i * rightRows + j] =
            dot(right, j * rightColumns, half, i * rightColumns, 1, rightColumns);
      }
    }
  }

  private double dot(double[] factors, int first, double[] x, int from, int step, int count) {
    double sum = 0;
    for (int k = 0; k < count; k++) {
      double factor = factors[first + k];
      if (factor != 0) {
        sum = arithmetic.add(sum, arithmetic.multiply(factor, x[from + k * step]));
      }
    }
    return sum;
  }
}
