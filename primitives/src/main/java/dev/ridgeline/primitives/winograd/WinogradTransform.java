package dev.ridgeline.primitives.winograd;

import dev.ridgeline.core.UserError;
import dev.ridgeline.primitives.exact.Rational;
import dev.ridgeline.primitives.exact.RationalMatrix;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The matrices of F(m, r): y = At [(G g) o (Bt d)] gives m outputs of a correlation with r taps
 * from n = m + r - 1 inputs with n multiplications.
 *
 * <p>Cook-Toom: At[i, k] = a_k^i and G[k, j] = a_k^j / N_k with N_k the product of a_k - a_l over l
 * other than k, the last point being infinity; Bt is the transposed inverse of the Vandermonde
 * matrix of all n coefficients, rows times N_k. Every entry is exact, and {@link #isExact()} proves
 * the bilinear identity for all inputs. m = 1 and r = 1 need no points: they multiply as they are.
 *
 * <p>Source: Lavin, Gray, "Fast algorithms for convolutional neural networks" (2015),
 * arXiv:1509.09308; Winograd, "Arithmetic complexity of computations" (1980).
 *
 * @param outputs m
 * @param taps r
 * @param points the finite points, n - 1 different ones; none where m or r is 1
 * @param at m x n
 * @param g n x r
 * @param bt n x n
 */
public record WinogradTransform(
    int outputs,
    int taps,
    List<Rational> points,
    RationalMatrix at,
    RationalMatrix g,
    RationalMatrix bt) {
  /** Larger transforms lose every digit of f32. */
  public static final int MOST_INPUTS = 16;

  /** Points in the order in which they are taken: small and with their reciprocals. */
  private static final List<Rational> STANDARD =
      List.of(
          Rational.of(0),
          Rational.of(1),
          Rational.of(-1),
          Rational.of(1, 2),
          Rational.of(-2),
          Rational.of(-1, 2),
          Rational.of(2),
          Rational.of(1, 4),
          Rational.of(-4),
          Rational.of(-1, 4),
          Rational.of(4),
          Rational.of(3, 4),
          Rational.of(-4, 3),
          Rational.of(-3, 4),
          Rational.of(4, 3));

  public WinogradTransform {
    points = List.copyOf(points);
  }

  /** With the best points known: 0, 1, -1, 1/2, -2, -1/2, 2, ... */
  public static WinogradTransform of(int outputs, int taps) {
    checkSize(outputs, taps);
    int needed = outputs == 1 || taps == 1 ? 0 : outputs + taps - 2;
    return of(outputs, taps, STANDARD.subList(0, needed));
  }

  /**
   * With points of choice.
   *
   * @throws UserError for sizes out of range, a wrong number of points, or equal points
   */
  public static WinogradTransform of(int outputs, int taps, List<Rational> points) {
    checkSize(outputs, taps);
    int n = outputs + taps - 1;
    if (outputs == 1 || taps == 1) {
      return plain(outputs, taps);
    }
    if (points.size() != n - 1) {
      throw new UserError(
          "F(%d,%d) needs %d points besides infinity but got %d: %s"
              .formatted(outputs, taps, n - 1, points.size(), points));
    }
    if (new HashSet<>(points).size() != points.size()) {
      throw new UserError("the points %s are not all different; give each once".formatted(points));
    }
    RationalMatrix vandermonde = RationalMatrix.of(n, n, (k, j) -> power(points, k, j, n));
    List<Rational> scales = IntStream.range(0, n).mapToObj(k -> scale(points, k)).toList();
    List<Rational> inverses = scales.stream().map(Rational.ONE::dividedBy).toList();
    return new WinogradTransform(
        outputs,
        taps,
        points,
        RationalMatrix.of(outputs, n, (i, k) -> power(points, k, i, outputs)),
        RationalMatrix.of(n, taps, (k, j) -> power(points, k, j, taps)).rowsTimes(inverses),
        vandermonde.inverse().transposed().rowsTimes(scales));
  }

  /** n = m + r - 1. */
  public int inputs() {
    return outputs + taps - 1;
  }

  /** Direct multiplications over those of this transform, in one dimension. */
  public double reduction() {
    return (double) outputs * taps / inputs();
  }

  /**
   * Whether sum over k of At[i, k] G[k, j] Bt[k, l] is 1 for l = i + j and 0 otherwise, which is
   * the correlation for all inputs, as both sides are bilinear.
   */
  public boolean isExact() {
    for (int i = 0; i < outputs; i++) {
      for (int j = 0; j < taps; j++) {
        for (int l = 0; l < inputs(); l++) {
          Rational sum = Rational.ZERO;
          for (int k = 0; k < inputs(); k++) {
            sum = sum.plus(at.at(i, k).times(g.at(k, j)).times(bt.at(k, l)));
          }
          if (!sum.equals(l == i + j ? Rational.ONE : Rational.ZERO)) {
            return false;
          }
        }
      }
    }
    return true;
  }

  /** {@code F(4,3) with points 0, 1, -1, 1/2, -2}. */
  @Override
  public String toString() {
    String list = points.toString();
    return "F(%d,%d) with points %s".formatted(outputs, taps, list.substring(1, list.length() - 1));
  }

  private static WinogradTransform plain(int outputs, int taps) {
    int n = outputs + taps - 1;
    RationalMatrix same = RationalMatrix.identity(n);
    return new WinogradTransform(
        outputs,
        taps,
        List.of(),
        taps == 1 ? same : RationalMatrix.of(1, n, (i, k) -> Rational.ONE),
        taps == 1 ? RationalMatrix.of(n, 1, (k, j) -> Rational.ONE) : same,
        same);
  }

  private static void checkSize(int outputs, int taps) {
    if (outputs < 1 || taps < 1 || outputs + taps - 1 > MOST_INPUTS) {
      throw new UserError(
          "F(%d,%d) transforms %d values; give a tile and a kernel of at least 1 whose sum less 1 is at most %d"
              .formatted(outputs, taps, outputs + taps - 1, MOST_INPUTS));
    }
  }

  /** a_k^exponent; infinity has the leading coefficient only. */
  private static Rational power(List<Rational> points, int k, int exponent, int size) {
    if (k == points.size()) {
      return exponent == size - 1 ? Rational.ONE : Rational.ZERO;
    }
    return points.get(k).power(exponent);
  }

  private static Rational scale(List<Rational> points, int k) {
    Rational product = Rational.ONE;
    if (k == points.size()) {
      return product;
    }
    for (int l = 0; l < points.size(); l++) {
      if (l != k) {
        product = product.times(points.get(k).minus(points.get(l)));
      }
    }
    return product;
  }
}
