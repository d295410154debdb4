package dev.ridgeline.primitives.winograd;

import dev.ridgeline.primitives.exact.RationalMatrix;
import java.math.BigInteger;
import java.util.List;

/**
 * Winograd in whole numbers, without any error: G, Bt and At times their common denominators (24 G
 * for F(4), 2 G for F(2)), one exact division at the end (by 576 or 4).
 *
 * <p>Shapes: one plane, "valid", (m + r - 1) x (m + r - 1) tiles over {@code height x width}
 * inputs. Limits: sums must fit 64 bits; overflow throws {@link ArithmeticException}. 32 bits do
 * not suffice: F(4) on int8 overflows them at three channels.
 */
public final class IntegerWinograd {
  private final WinogradTransform transform;
  private final long[] at;
  private final long[] g;
  private final long[] bt;
  private final long divisor;

  public IntegerWinograd(WinogradTransform transform) {
    this.transform = transform;
    BigInteger ofAt = transform.at().commonDenominator();
    BigInteger ofG = transform.g().commonDenominator();
    BigInteger ofBt = transform.bt().commonDenominator();
    this.at = whole(transform.at(), ofAt);
    this.g = whole(transform.g(), ofG);
    this.bt = whole(transform.bt(), ofBt);
    this.divisor = ofAt.multiply(ofG).multiply(ofBt).pow(2).longValueExact();
  }

  /** What the sum is divided by at the end: 4 for F(2,3), 576 for F(4,3) with points 1 and 2. */
  public long divisor() {
    return divisor;
  }

  /**
   * The valid correlation of C planes with one filter of C planes.
   *
   * @param input channels x height x width
   * @param filter channels x taps x taps
   */
  public long[] correlate(long[] input, int channels, int height, int width, long[] filter) {
    int r = transform.taps();
    int m = transform.outputs();
    int outHeight = height - r + 1;
    int outWidth = width - r + 1;
    int n = transform.inputs();
    long[] output = new long[outHeight * outWidth];
    for (int top = 0; top < outHeight; top += m) {
      for (int left = 0; left < outWidth; left += m) {
        long[] sum = new long[n * n];
        for (int c = 0; c < channels; c++) {
          long[] d = tile(input, c, height, width, top, left);
          long[] v = sandwich(bt, n, n, d);
          long[] w = new long[r * r];
          System.arraycopy(filter, c * r * r, w, 0, r * r);
          long[] u = sandwich(g, n, r, w);
          for (int t = 0; t < sum.length; t++) {
            sum[t] = Math.addExact(sum[t], Math.multiplyExact(u[t], v[t]));
          }
        }
        long[] y = sandwich(at, m, n, sum);
        for (int i = 0; i < Math.min(m, outHeight - top); i++) {
          for (int j = 0; j < Math.min(m, outWidth - left); j++) {
            output[(top + i) * outWidth + left + j] = exactly(y[i * m + j]);
          }
        }
      }
    }
    return output;
  }

  private long exactly(long value) {
    if (value % divisor != 0) {
      throw new IllegalStateException("%d is no multiple of %d".formatted(value, divisor));
    }
    return value / divisor;
  }

  private long[] tile(long[] input, int channel, int height, int width, int top, int left) {
    int n = transform.inputs();
    long[] tile = new long[n * n];
    for (int i = 0; i < Math.min(n, height - top); i++) {
      for (int j = 0; j < Math.min(n, width - left); j++) {
        tile[i * n + j] = input[(channel * height + top + i) * width + left + j];
      }
    }
    return tile;
  }

  /** M X Mt, M having {@code rows x columns}. */
  private static long[] sandwich(long[] matrix, int rows, int columns, long[] x) {
    long[] half = new long[rows * columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        for (int k = 0; k < columns; k++) {
          long product = Math.multiplyExact(matrix[i * columns + k], x[k * columns + j]);
          half[i * columns + j] = Math.addExact(half[i * columns + j], product);
        }
      }
    }
    long[] all = new long[rows * rows];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < rows; j++) {
        for (int k = 0; k < columns; k++) {
          long product = Math.multiplyExact(matrix[j * columns + k], half[i * columns + k]);
          all[i * rows + j] = Math.addExact(all[i * rows + j], product);
        }
      }
    }
    return all;
  }

  private static long[] whole(RationalMatrix matrix, BigInteger factor) {
    return matrix.entries().stream()
        .flatMap(List::stream)
        .mapToLong(entry ->
            entry.numerator().multiply(factor.divide(entry.denominator())).longValueExact())
        .toArray();
  }
}
