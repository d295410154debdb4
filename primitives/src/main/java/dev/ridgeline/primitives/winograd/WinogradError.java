package dev.ridgeline.primitives.winograd;

import dev.ridgeline.primitives.exact.RationalMatrix;

/**
 * How far a transform enlarges rounding errors.
 *
 * <p>If every U_k V_k has an independent relative error e and inputs are independent with equal
 * variance, the relative L2 of the outputs is e times the amplification sqrt(mean over outputs i of
 * sum over k of At[i, k]^2 |G_k|^2 |Bt_k|^2 / r), rows of matrices in the Euclidean norm. Nested
 * transforms multiply their amplifications.
 *
 * <p>Source: the first-order analysis of Barabasz, Anderson, Soodhalter, Gregg, "Error analysis and
 * improving the accuracy of Winograd convolution", ACM TOMS 46 (2020), with variances instead of
 * bounds.
 */
public final class WinogradError {
  /** Roundings a transform does, squared, for each of its inputs; fitted to F(2), F(4), F(6). */
  private static final double ROUNDINGS = 0.08;

  private static final double CHANNELS = 0.08;

  private WinogradError() {}

  /** The amplification of one dimension; 1 for a sum of products as it is. */
  public static double amplification(WinogradTransform transform) {
    double sum = 0;
    for (int i = 0; i < transform.outputs(); i++) {
      for (int k = 0; k < transform.inputs(); k++) {
        double factor = transform.at().at(i, k).doubleValue();
        sum += factor * factor * square(transform.g(), k) * square(transform.bt(), k);
      }
    }
    return Math.sqrt(sum / transform.outputs() / transform.taps());
  }

  /** The expected relative L2 over u of nested transforms and a sum over channels in order. */
  static double expectedK(RealTransform rows, RealTransform columns, int channels) {
    double sums = 1 + ROUNDINGS * (rows.inputs() + columns.inputs()) / 2 + CHANNELS * channels;
    return rows.amplification() * columns.amplification() * Math.sqrt(sums);
  }

  private static double square(RationalMatrix matrix, int row) {
    return matrix.entries().get(row).stream()
        .mapToDouble(entry -> entry.doubleValue() * entry.doubleValue())
        .sum();
  }
}
