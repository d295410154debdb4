package dev.ridgeline.audio.frontend;

/**
 * Real FFT of 16-bit values, scaled by 1/size, with the rounding of the published fixed-point code.
 *
 * <p>Formula: {@code X[k] = 1/n sum x[i] exp(-2 pi j i k / n)}, {@code k = 0..n/2}, computed as a
 * complex FFT of half the length (radix 4, then one radix-2 level if the length asks for it) and a
 * last butterfly that takes the two interleaved signals apart. Every level divides by its radix
 * before it adds. Shapes: n real values in, n/2+1 complex values out. Units: Q15 twiddle factors;
 * products are rounded half up. Error: about one unit of the result a level, 0.3 to 3 units rms
 * (measured against the f64 definition in the tests). Cost: about {@code 3/4 n/2 log4(n/2)} complex
 * products, 8 n bytes. Limits: n a power of two, 16 to 32768; values of -32768 may wrap around, as
 * they do in the reference. Source: M. Borgerding, kissfft 1.3, FIXED_POINT 16.
 *
 * <p>An object holds work space: one thread at a time.
 */
public final class IntegerRealFft {
  private static final int FRACTION_BITS = 15;
  private static final int LARGEST = (1 << FRACTION_BITS) - 1;

  private final int half;
  private final short[] twiddleRe;
  private final short[] twiddleIm;
  private final short[] splitRe;
  private final short[] splitIm;
  private final short[] re;
  private final short[] im;

  /** Makes the tables for {@code size} real values. */
  public IntegerRealFft(int size) {
    if (size < 16 || size > 32768 || Integer.bitCount(size) != 1) {
      throw new IllegalArgumentException(
          "integer FFT: size must be a power of two in 16 to 32768, but got " + size);
    }
    half = size / 2;
    twiddleRe = new short[half];
    twiddleIm = new short[half];
    for (int i = 0; i < half; i++) {
      double phase = -2 * Math.PI * i / half;
      twiddleRe[i] = fixed(Math.cos(phase));
      twiddleIm[i] = fixed(Math.sin(phase));
    }
    splitRe = new short[half / 2];
    splitIm = new short[half / 2];
    for (int i = 0; i < half / 2; i++) {
      double phase = -Math.PI * ((double) (i + 1) / half + 0.5);
      splitRe[i] = fixed(Math.cos(phase));
      splitIm[i] = fixed(Math.sin(phase));
    }
    re = new short[half];
    im = new short[half];
  }

  /** Number of real values of a transform. */
  public int size() {
    return 2 * half;
  }

  /** Twiddle factors of the complex FFT, real and imaginary parts alternating, Q15; a copy. */
  public short[] twiddles() {
    return interleaved(twiddleRe, twiddleIm);
  }

  /** Factors of the last butterfly, real and imaginary parts alternating, Q15; a copy. */
  public short[] splitTwiddles() {
    return interleaved(splitRe, splitIm);
  }

  /**
   * Transforms {@code size} values.
   *
   * @param input the real values
   * @param outRe the real parts, at least size/2+1 long
   * @param outIm the imaginary parts, at least size/2+1 long
   */
  public void transform(short[] input, short[] outRe, short[] outIm) {
    transformPart(input, 0, 0, 1, half);
    short dcRe = scaled(re[0], 2);
    short dcIm = scaled(im[0], 2);
    outRe[0] = (short) (dcRe + dcIm);
    outRe[half] = (short) (dcRe - dcIm);
    outIm[0] = 0;
    outIm[half] = 0;
    for (int k = 1; k <= half / 2; k++) {
      split(k, outRe, outIm);
    }
  }

  /** Takes bins k and half-k of the two interleaved signals apart. */
  private void split(int k, short[] outRe, short[] outIm) {
    int mirror = half - k;
    short pRe = scaled(re[k], 2);
    short pIm = scaled(im[k], 2);
    short nRe = scaled(re[mirror], 2);
    short nIm = scaled((short) -im[mirror], 2);
    short evenRe = (short) (pRe + nRe);
    short evenIm = (short) (pIm + nIm);
    short oddRe = (short) (pRe - nRe);
    short oddIm = (short) (pIm - nIm);
    short wRe = rounded(oddRe * splitRe[k - 1] - oddIm * splitIm[k - 1]);
    short wIm = rounded(oddRe * splitIm[k - 1] + oddIm * splitRe[k - 1]);
    outRe[k] = (short) ((evenRe + wRe) >> 1);
    outIm[k] = (short) ((evenIm + wIm) >> 1);
    outRe[mirror] = (short) ((evenRe - wRe) >> 1);
    outIm[mirror] = (short) ((wIm - evenIm) >> 1);
  }

  /**
   * Complex FFT of the {@code count} values that stand {@code stride} apart from {@code from} on,
   * into the work space from {@code to} on.
   */
  private void transformPart(short[] input, int to, int from, int stride, int count) {
    if (count == 1) {
      re[to] = input[2 * from];
      im[to] = input[2 * from + 1];
      return;
    }
    int radix = count % 4 == 0 ? 4 : 2;
    int part = count / radix;
    for (int q = 0; q < radix; q++) {
      transformPart(input, to + q * part, from + q * stride, stride * radix, part);
    }
    for (int u = 0; u < part; u++) {
      if (radix == 4) {
        butterfly4(to + u, part, u * stride);
      } else {
        butterfly2(to + u, part, u * stride);
      }
    }
  }

  private void butterfly2(int a, int step, int twiddle) {
    scale(a, 2);
    scale(a + step, 2);
    multiply(a + step, twiddle);
    short tRe = re[a + step];
    short tIm = im[a + step];
    re[a + step] = (short) (re[a] - tRe);
    im[a + step] = (short) (im[a] - tIm);
    re[a] = (short) (re[a] + tRe);
    im[a] = (short) (im[a] + tIm);
  }

  private void butterfly4(int a, int step, int twiddle) {
    int b = a + step;
    int c = b + step;
    int d = c + step;
    scale(a, 4);
    scale(b, 4);
    scale(c, 4);
    scale(d, 4);
    multiply(b, twiddle);
    multiply(c, 2 * twiddle);
    multiply(d, 3 * twiddle);
    short acDiffRe = (short) (re[a] - re[c]);
    short acDiffIm = (short) (im[a] - im[c]);
    short acSumRe = (short) (re[a] + re[c]);
    short acSumIm = (short) (im[a] + im[c]);
    short bdSumRe = (short) (re[b] + re[d]);
    short bdSumIm = (short) (im[b] + im[d]);
    short bdDiffRe = (short) (re[b] - re[d]);
    short bdDiffIm = (short) (im[b] - im[d]);
    re[a] = (short) (acSumRe + bdSumRe);
    im[a] = (short) (acSumIm + bdSumIm);
    re[b] = (short) (acDiffRe + bdDiffIm);
    im[b] = (short) (acDiffIm - bdDiffRe);
    re[c] = (short) (acSumRe - bdSumRe);
    im[c] = (short) (acSumIm - bdSumIm);
    re[d] = (short) (acDiffRe - bdDiffIm);
    im[d] = (short) (acDiffIm + bdDiffRe);
  }

  private void scale(int i, int divisor) {
    re[i] = scaled(re[i], divisor);
    im[i] = scaled(im[i], divisor);
  }

  private void multiply(int i, int twiddle) {
    int a = re[i];
    int b = im[i];
    int c = twiddleRe[twiddle];
    int d = twiddleIm[twiddle];
    re[i] = rounded(a * c - b * d);
    im[i] = rounded(a * d + b * c);
  }

  private static short scaled(short value, int divisor) {
    return rounded(value * (LARGEST / divisor));
  }

  private static short rounded(int product) {
    return (short) ((product + (1 << (FRACTION_BITS - 1))) >> FRACTION_BITS);
  }

  private static short fixed(double value) {
    return (short) Math.floor(0.5 + LARGEST * value);
  }

  private static short[] interleaved(short[] real, short[] imaginary) {
    short[] both = new short[2 * real.length];
    for (int i = 0; i < real.length; i++) {
      both[2 * i] = real[i];
      both[2 * i + 1] = imaginary[i];
    }
    return both;
  }
}
