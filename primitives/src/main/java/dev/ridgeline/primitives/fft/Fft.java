package dev.ridgeline.primitives.fft;

import dev.ridgeline.primitives.number.FloatFormat;

/**
 * A complex FFT of a power of two, every operation rounded: X[k] = sum of x[j] e^(-2 pi i j k / n),
 * in place; the inverse has the opposite sign and divides by n, halving in every stage, which is
 * exact and keeps narrow formats in range.
 *
 * <p>Error: about 0.6 sqrt(log2 n) u relative L2. Twiddle factors carry more digits than the format
 * (as a head and a tail would): rounded to f32 their errors, which repeat in every block, raise K
 * from 1.8 to 2.2 at 64 x 64. Source: Cooley, Tukey (1965), decimation in time, radix 4, which
 * turns half as often as radix 2.
 */
final class Fft {
  private final int size;
  private final double[] cos;
  private final double[] sin;
  private final FloatFormat arithmetic;

  Fft(int size, FloatFormat arithmetic) {
    if (Integer.bitCount(size) != 1) {
      throw new IllegalArgumentException("an FFT here has a power of two, not " + size);
    }
    this.size = size;
    this.arithmetic = arithmetic;
    this.cos = new double[size];
    this.sin = new double[size];
    for (int k = 0; k < size; k++) {
      cos[k] = cosine(k);
      sin[k] = -cosine(k - size / 4);
    }
    if (size == 2) {
      sin[0] = 0;
    }
  }

  /** cos(2 pi k / n), exact where it is 0 or +-1. */
  private double cosine(int k) {
    return 4 * Math.abs(k) == size || 4 * k == 3 * size ? 0 : Math.cos(2 * Math.PI * k / size);
  }

  /** Transforms {@code size} values that begin at {@code first}, {@code step} apart. */
  void forward(double[] re, double[] im, int first, int step) {
    transform(re, im, first, step, false);
  }

  /** The inverse of {@link #forward}. */
  void inverse(double[] re, double[] im, int first, int step) {
    transform(re, im, first, step, true);
  }

  private void transform(double[] re, double[] im, int first, int step, boolean inverse) {
    reverseBits(re, im, first, step);
    int length = 1;
    if (Integer.numberOfTrailingZeros(size) % 2 == 1) {
      for (int i = 0; i < size; i += 2) {
        pair(re, im, first + i * step, first + (i + 1) * step, inverse ? 0.5 : 1);
      }
      length = 2;
    }
    for (; length < size; length *= 4) {
      int stride = size / (4 * length);
      for (int block = 0; block < size; block += 4 * length) {
        for (int k = 0; k < length; k++) {
          four(re, im, first + (block + k) * step, length * step, k * stride, inverse);
        }
      }
    }
  }

  /** A butterfly of two without a twiddle factor. */
  private void pair(double[] re, double[] im, int low, int high, double scale) {
    double a = re[low];
    double b = im[low];
    re[low] = arithmetic.add(a, re[high]) * scale;
    im[low] = arithmetic.add(b, im[high]) * scale;
    re[high] = minus(a, re[high]) * scale;
    im[high] = minus(b, im[high]) * scale;
  }

  /**
   * A butterfly of four, {@code apart} from each other. Bits are reversed, so that the second value
   * belongs to the even half: its factor is the square of the third's.
   */
  private void four(double[] re, double[] im, int at, int apart, int k, boolean inverse) {
    int second = at + apart;
    int third = second + apart;
    int fourth = third + apart;
    turn(re, im, second, 2 * k, inverse);
    turn(re, im, third, k, inverse);
    turn(re, im, fourth, 3 * k, inverse);
    double scale = inverse ? 0.5 : 1;
    pair(re, im, at, second, scale);
    pair(re, im, third, fourth, scale);
    // The fourth takes another quarter of a turn, which is exact.
    double kept = re[fourth];
    re[fourth] = inverse ? -im[fourth] : im[fourth];
    im[fourth] = inverse ? kept : -kept;
    pair(re, im, at, third, scale);
    pair(re, im, second, fourth, scale);
  }

  /** Multiplies with e^(-2 pi i k / n). */
  private void turn(double[] re, double[] im, int at, int k, boolean inverse) {
    if (k == 0) {
      return;
    }
    double c = cos[k];
    double s = inverse ? -sin[k] : sin[k];
    double x = re[at];
    double y = im[at];
    re[at] = arithmetic.fma(x, c, -arithmetic.multiply(y, s));
    im[at] = arithmetic.fma(x, s, arithmetic.multiply(y, c));
  }

  private double minus(double a, double b) {
    return arithmetic.add(a, -b);
  }

  private void reverseBits(double[] re, double[] im, int first, int step) {
    int shift = Integer.numberOfLeadingZeros(size) + 1;
    for (int i = 0; i < size; i++) {
      int j = size == 1 ? 0 : Integer.reverse(i) >>> shift;
      if (j > i) {
        swap(re, first + i * step, first + j * step);
        swap(im, first + i * step, first + j * step);
      }
    }
  }

  private static void swap(double[] values, int i, int j) {
    double kept = values[i];
    values[i] = values[j];
    values[j] = kept;
  }
}
