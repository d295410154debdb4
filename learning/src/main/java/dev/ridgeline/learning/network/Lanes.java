package dev.ridgeline.learning.network;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Element by element over channels, in vector lanes. The loops stand here because the JIT does not
 * turn loops over several arrays that may be one into vector instructions by itself. Every element
 * is computed by the same operations in lanes and behind them, so that its bits do not depend on
 * the machine's vectors.
 */
final class Lanes {
  private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;
  private static final int WIDTH = LANES.length();

  private Lanes() {}

  /** sum[c] += a[c] * b[c]. */
  static void addProducts(
      float[] a, int aAt, float[] b, int bAt, float[] sum, int sumAt, int channels) {
    int c = 0;
    for (; c + WIDTH <= channels; c += WIDTH) {
      FloatVector.fromArray(LANES, a, aAt + c)
          .fma(
              FloatVector.fromArray(LANES, b, bAt + c),
              FloatVector.fromArray(LANES, sum, sumAt + c))
          .intoArray(sum, sumAt + c);
    }
    for (; c < channels; c++) {
      sum[sumAt + c] = Math.fma(a[aAt + c], b[bAt + c], sum[sumAt + c]);
    }
  }

  /** sum[c] += a[c]. */
  static void add(float[] a, int aAt, float[] sum, int sumAt, int channels) {
    int c = 0;
    for (; c + WIDTH <= channels; c += WIDTH) {
      FloatVector.fromArray(LANES, a, aAt + c)
          .add(FloatVector.fromArray(LANES, sum, sumAt + c))
          .intoArray(sum, sumAt + c);
    }
    for (; c < channels; c++) {
      sum[sumAt + c] += a[aAt + c];
    }
  }

  /** y[c] = x[c] * factor[c] + offset[c]. */
  static void scale(float[] x, float[] y, int at, float[] factor, float[] offset) {
    int channels = factor.length;
    int c = 0;
    for (; c + WIDTH <= channels; c += WIDTH) {
      FloatVector.fromArray(LANES, x, at + c)
          .fma(FloatVector.fromArray(LANES, factor, c), FloatVector.fromArray(LANES, offset, c))
          .intoArray(y, at + c);
    }
    for (; c < channels; c++) {
      y[at + c] = Math.fma(x[at + c], factor[c], offset[c]);
    }
  }

  /** sum[c] += (x[c] - mean[c])^2. */
  static void addSquares(float[] x, int at, float[] mean, float[] sum) {
    int channels = mean.length;
    int c = 0;
    for (; c + WIDTH <= channels; c += WIDTH) {
      FloatVector distance =
          FloatVector.fromArray(LANES, x, at + c).sub(FloatVector.fromArray(LANES, mean, c));
      distance.fma(distance, FloatVector.fromArray(LANES, sum, c)).intoArray(sum, c);
    }
    for (; c < channels; c++) {
      float distance = x[at + c] - mean[c];
      sum[c] = Math.fma(distance, distance, sum[c]);
    }
  }

  /** sum[c] += dy[c] * (x[c] - mean[c]). */
  static void addCentred(float[] dy, float[] x, int at, float[] mean, float[] sum) {
    int channels = mean.length;
    int c = 0;
    for (; c + WIDTH <= channels; c += WIDTH) {
      FloatVector.fromArray(LANES, x, at + c)
          .sub(FloatVector.fromArray(LANES, mean, c))
          .fma(FloatVector.fromArray(LANES, dy, at + c), FloatVector.fromArray(LANES, sum, c))
          .intoArray(sum, c);
    }
    for (; c < channels; c++) {
      sum[c] = Math.fma(x[at + c] - mean[c], dy[at + c], sum[c]);
    }
  }

  /** dx[c] += dy[c] * a[c] + x[c] * b[c] + d[c]. */
  static void addLinear(
      float[] dy, float[] x, float[] dx, int at, float[] a, float[] b, float[] d) {
    int channels = a.length;
    int c = 0;
    for (; c + WIDTH <= channels; c += WIDTH) {
      FloatVector rest =
          FloatVector.fromArray(LANES, x, at + c)
              .fma(FloatVector.fromArray(LANES, b, c), FloatVector.fromArray(LANES, d, c));
      FloatVector.fromArray(LANES, dy, at + c)
          .fma(FloatVector.fromArray(LANES, a, c), rest)
          .add(FloatVector.fromArray(LANES, dx, at + c))
          .intoArray(dx, at + c);
    }
    for (; c < channels; c++) {
      dx[at + c] += Math.fma(dy[at + c], a[c], Math.fma(x[at + c], b[c], d[c]));
    }
  }

  /** Zeroes of {@code gradient} from {@code from} on where {@code value} is not above 0. */
  static void cut(float[] value, float[] gradient, int from, int to) {
    int i = from;
    FloatVector zero = FloatVector.zero(LANES);
    for (; i + WIDTH <= to; i += WIDTH) {
      FloatVector v = FloatVector.fromArray(LANES, value, i);
      zero.blend(FloatVector.fromArray(LANES, gradient, i), v.compare(VectorOperators.GT, zero))
          .intoArray(gradient, i);
    }
    for (; i < to; i++) {
      gradient[i] = value[i] > 0 ? gradient[i] : 0;
    }
  }
}
