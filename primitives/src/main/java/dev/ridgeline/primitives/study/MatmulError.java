package dev.ridgeline.primitives.study;

import dev.ridgeline.primitives.conv.ConvAxis;
import dev.ridgeline.primitives.conv.ConvProblem;
import dev.ridgeline.primitives.conv.DirectReference;
import dev.ridgeline.primitives.conv.ErrorNorms;
import dev.ridgeline.primitives.number.FloatFormat;
import dev.ridgeline.primitives.number.Precision;
import java.util.Optional;
import java.util.Random;

/**
 * The error of one multiplication in one format, mean over seeds, against f64 (double-double for
 * f64) on inputs already rounded to a floating-point format; integers and logarithms are held to
 * the inputs before rounding.
 *
 * @param algorithm its name
 * @param format of the precision
 * @param relativeL2 of C
 * @param k the same over the unit roundoff of the storage format
 * @param meanL1 mean absolute error
 * @param largest largest absolute error of all seeds
 * @param largestUlps the same in units of the last place of f32
 * @param unsupported the reason, where the algorithm cannot do it; all figures are NaN then
 */
public record MatmulError(
    String algorithm,
    String format,
    double relativeL2,
    double k,
    double meanL1,
    double largest,
    double largestUlps,
    Optional<String> unsupported) {

  /** Measures C[m, n] = A[m, k] B[k, n] over the seeds {@code seed}, {@code seed + 1}, ... */
  public static MatmulError measure(
      MatmulAlgorithm algorithm,
      int m,
      int n,
      int k,
      Precision precision,
      ConvError.Values values,
      long seed,
      int seeds) {
    Optional<String> refusal = algorithm.refusal(n, k);
    if (refusal.isPresent()) {
      double none = Double.NaN;
      return new MatmulError(
          algorithm.name(), precision.label(), none, none, none, none, none, refusal);
    }
    double relative = 0;
    double l1 = 0;
    double largest = 0;
    double ulps = 0;
    for (int i = 0; i < seeds; i++) {
      Random random = new Random(seed + i);
      double[] a = tensor(random, m * k, values, precision);
      double[] b = tensor(random, k * n, values, precision);
      double[] reference = reference(m, n, k, a, b, precision);
      precision.storage().store(a, 1);
      precision.storage().store(b, 1);
      ErrorNorms norms = ErrorNorms.of(algorithm.multiply(m, n, k, a, b, precision), reference);
      relative += norms.relativeL2() / seeds;
      l1 += norms.meanL1() / seeds;
      largest = Math.max(largest, norms.largest());
      ulps = Math.max(ulps, norms.largestUlps());
    }
    return new MatmulError(
        algorithm.name(),
        precision.label(),
        relative,
        relative / precision.storage().unitRoundoff(),
        l1,
        largest,
        ulps,
        Optional.empty());
  }

  /** With twice the digits it is a convolution of kernel 1x1: n filters of k channels. */
  private static double[] reference(
      int m, int n, int k, double[] a, double[] b, Precision precision) {
    if (!precision.storage().equals(FloatFormat.F64)) {
      return ProductStudy.product(m, n, k, a, b);
    }
    ConvProblem problem = new ConvProblem(1, k, n, ConvAxis.valid(1, 1), ConvAxis.valid(m, 1));
    double[] across =
        DirectReference.doubleDouble(problem, transposed(m, k, a), transposed(k, n, b));
    return transposed(n, m, across);
  }

  private static double[] transposed(int rows, int columns, double[] x) {
    double[] to = new double[x.length];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        to[j * rows + i] = x[i * columns + j];
      }
    }
    return to;
  }

  private static double[] tensor(
      Random random, int size, ConvError.Values values, Precision precision) {
    double[] tensor = new double[size];
    for (int i = 0; i < size; i++) {
      double x =
          values == ConvError.Values.UNIFORM ? 2 * random.nextDouble() - 1 : random.nextGaussian();
      tensor[i] = precision.storage().equals(FloatFormat.F64) ? x : (float) x;
    }
    if (precision.storage().givenRounded()) {
      precision.storage().store(tensor, 1);
    }
    return tensor;
  }
}
