package dev.ridgeline.measure.statistics;

import java.util.Arrays;

/**
 * Finds coefficients, none below 0, with which a sum of features predicts positive values at small
 * relative errors.
 *
 * <p><b>Formula.</b> Minimises the sum of {@code |1 - sum_f c_f x_if / y_i|} over c, approximately:
 * least squares reweighted {@value #REWEIGHTINGS} times by the inverse of the residuals, each
 * solved by coordinate descent with coefficients cut at 0. Absolute errors let a few odd cases stay
 * odd.
 *
 * <p><b>Limits.</b> Features that are nearly proportional share their coefficient arbitrarily.
 *
 * <p><b>Source.</b> Holland and Welsch, Robust Regression Using Iteratively Reweighted
 * Least-Squares, Communications in Statistics 6 (1977); Franc, Hlavac and Navara, Sequential
 * Coordinate-Wise Algorithm for the Non-negative Least Squares Problem (2005).
 */
public final class NonNegativeFit {
  private static final int REWEIGHTINGS = 12;
  private static final int SWEEPS = 400;
  private static final double LEAST_RESIDUAL = 0.02;

  private NonNegativeFit() {}

  /**
   * The coefficients.
   *
   * @param features by case, then by feature; all at least 0
   * @param values by case, all above 0
   */
  public static double[] of(double[][] features, double[] values) {
    return of(features, values, new double[features.length == 0 ? 0 : features[0].length], 0);
  }

  /**
   * The coefficients, drawn towards expected ones where the cases say little: {@code pull (c_f /
   * e_f - 1)^2} is added for each.
   *
   * @param expected by feature; none is expected where it is 0
   * @param pull how strongly, in squared relative errors of a case
   */
  public static double[] of(double[][] features, double[] values, double[] expected, double pull) {
    if (features.length != values.length || values.length == 0) {
      throw new IllegalArgumentException(
          features.length + " cases for " + values.length + " values");
    }
    int count = features[0].length;
    double[][] relative = new double[features.length][count];
    for (int i = 0; i < values.length; i++) {
      if (!(values[i] > 0) || features[i].length != count) {
        throw new IllegalArgumentException("case " + i + " has value " + values[i]);
      }
      for (int f = 0; f < count; f++) {
        relative[i][f] = features[i][f] / values[i];
      }
    }
    double[] weights = new double[values.length];
    Arrays.fill(weights, 1);
    double[] coefficients = new double[count];
    for (int round = 0; round < REWEIGHTINGS; round++) {
      solve(relative, weights, coefficients, expected, pull);
      for (int i = 0; i < weights.length; i++) {
        weights[i] = 1 / Math.max(LEAST_RESIDUAL, Math.abs(1 - dot(relative[i], coefficients)));
      }
    }
    return coefficients;
  }

  private static void solve(
      double[][] x, double[] weights, double[] coefficients, double[] expected, double pull) {
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      for (int f = 0; f < coefficients.length; f++) {
        double up = expected[f] > 0 ? pull / expected[f] : 0;
        double down = expected[f] > 0 ? pull / (expected[f] * expected[f]) : 0;
        for (int i = 0; i < x.length; i++) {
          double rest = 1 - dot(x[i], coefficients) + coefficients[f] * x[i][f];
          up += weights[i] * x[i][f] * rest;
          down += weights[i] * x[i][f] * x[i][f];
        }
        coefficients[f] = down == 0 ? 0 : Math.max(0, up / down);
      }
    }
  }

  /** The prediction of a case. */
  public static double dot(double[] features, double[] coefficients) {
    double sum = 0;
    for (int f = 0; f < coefficients.length; f++) {
      sum += features[f] * coefficients[f];
    }
    return sum;
  }
}
