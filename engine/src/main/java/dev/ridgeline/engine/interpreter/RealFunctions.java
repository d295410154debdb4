package dev.ridgeline.engine.interpreter;

import dev.ridgeline.core.op.Unary;
import java.util.function.DoubleUnaryOperator;

/** Real functions in f64, whose results are rounded once to the element type. */
final class RealFunctions {
  private static final double SQRT_HALF = Math.sqrt(0.5);

  private RealFunctions() {}

  static DoubleUnaryOperator of(Unary.Function function) {
    return switch (function) {
      case ABS -> Math::abs;
      case NEG -> v -> -v;
      case RECIPROCAL -> v -> 1 / v;
      case SQRT -> Math::sqrt;
      case EXP -> Math::exp;
      case LOG -> Math::log;
      case SIGMOID -> RealFunctions::sigmoid;
      case TANH -> Math::tanh;
      case RELU -> v -> v < 0 ? 0 : v;
      case HARD_SWISH -> v -> v * Math.max(0, Math.min(1, v / 6 + 0.5));
      case MISH -> v -> v * Math.tanh(softplus(v));
      case SOFTPLUS -> RealFunctions::softplus;
      case SOFTSIGN -> v -> v / (1 + Math.abs(v));
      case ERF -> RealFunctions::erf;
      case SIN -> Math::sin;
      case COS -> Math::cos;
      case TAN -> Math::tan;
      case ASIN -> Math::asin;
      case ACOS -> Math::acos;
      case ATAN -> Math::atan;
      case SINH -> Math::sinh;
      case COSH -> Math::cosh;
      case ASINH ->
          v -> Math.copySign(Math.log1p(Math.abs(v) + v * v / (1 + Math.sqrt(v * v + 1))), v);
      case ACOSH -> v -> Math.log(v + Math.sqrt(v - 1) * Math.sqrt(v + 1));
      case ATANH -> v -> 0.5 * Math.log1p(2 * v / (1 - v));
      case FLOOR -> Math::floor;
      case CEIL -> Math::ceil;
      case ROUND -> Math::rint;
      case SIGN -> Math::signum;
      case IDENTITY -> v -> v;
      case NOT, BITWISE_NOT, IS_NAN ->
          throw new UnsupportedValue(function.label() + " of real numbers is not defined");
    };
  }

  static double sigmoid(double v) {
    return v >= 0 ? 1 / (1 + Math.exp(-v)) : Math.exp(v) / (1 + Math.exp(v));
  }

  private static double softplus(double v) {
    return Math.max(0, v) + Math.log1p(Math.exp(-Math.abs(v)));
  }

  static double gelu(double v) {
    return 0.5 * v * (1 + erf(v * SQRT_HALF));
  }

  static double geluTanh(double v) {
    return 0.5 * v * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (v + 0.044715 * v * v * v)));
  }

  /**
   * The error function: its Maclaurin series up to 3, the continued fraction of erfc beyond, so
   * that the result is good to about 1e-15. Source: Abramowitz and Stegun, 7.1.6 and 7.1.14.
   */
  static double erf(double v) {
    double x = Math.abs(v);
    if (Double.isNaN(v)) {
      return v;
    }
    if (x > 6) {
      return Math.signum(v);
    }
    if (x < 3) {
      double term = x;
      double sum = x;
      for (int n = 1; term > 1e-17 * sum; n++) {
        term *= 2 * x * x / (2 * n + 1);
        sum += term;
      }
      return Math.copySign(2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum, v);
    }
    double fraction = x;
    for (int n = 60; n > 0; n--) {
      fraction = x + n / 2.0 / fraction;
    }
    return Math.copySign(1 - Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction, v);
  }
}
