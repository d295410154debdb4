package dev.ridgeline.core.integer;

/**
 * Softmax of i8 values with results of scale 1/256 and zero point -128.
 *
 * <p><b>Error.</b> Half a quantum with f32 tables, one quantum in fixed point (exponents in Q5.26,
 * their sum in Q12.19).
 *
 * <p><b>Source.</b> TensorFlow Lite's SOFTMAX: reference kernels for {@link Rounding#TFLM},
 * table-driven kernels for {@link Rounding#TFLITE_DESKTOP}.
 */
public final class IntegerSoftmax {
  private static final int INTEGER_BITS = 5;
  private static final int SUM_INTEGER_BITS = 12;

  private final Rounding rounding;
  private final Affine input;
  private final float beta;
  private final Affine output;
  private final int[] fixed;
  private final float[] real;

  public IntegerSoftmax(Rounding rounding, Affine input, float beta, Affine output) {
    this.rounding = rounding;
    this.input = input;
    this.beta = beta;
    this.output = output;
    this.fixed = rounding == Rounding.TFLM ? fixedExponents() : new int[0];
    this.real = rounding == Rounding.TFLITE_DESKTOP ? realExponents() : new float[0];
  }

  /** The softmax of one row. */
  public int[] row(int[] x) {
    int most = -128;
    for (int v : x) {
      most = Math.max(most, v);
    }
    return switch (rounding) {
      case TFLM -> fixedPoint(x, most);
      case TFLITE_DESKTOP -> table(x, most);
      case ONNX -> exact(x, most);
    };
  }

  private int[] table(int[] x, int most) {
    float sum = 0;
    float[] exponents = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      exponents[i] = real[most - x[i]];
      sum += exponents[i];
    }
    float inverse = 1 / (sum * output.scale());
    int[] y = new int[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = Limits.I8.clamp(IntegerFunction.halfAway(exponents[i] * inverse) + output.zeroPoint());
    }
    return y;
  }

  private int[] exact(int[] x, int most) {
    double sum = 0;
    for (int v : x) {
      sum += Math.exp((double) beta * input.scale() * (v - most));
    }
    int[] y = new int[x.length];
    for (int i = 0; i < x.length; i++) {
      double p = Math.exp((double) beta * input.scale() * (x[i] - most)) / sum;
      y[i] = Limits.I8.clamp((long) Math.rint(p / output.scale()) + output.zeroPoint());
    }
    return y;
  }

  /**
   * The exponents under {@link Rounding#TFLM} by the distance from the largest input: exp(-beta s
   * d) in Q0.31 for d = 0, 1, ..., as far as they count.
   */
  public int[] exponentsInFixedPoint() {
    return fixed.clone();
  }

  private int[] fixedExponents() {
    double factor =
        Math.min(
            (double) beta * input.scale() * (1 << (31 - INTEGER_BITS)), (double) Integer.MAX_VALUE);
    FixedPointMultiplier multiplier = FixedPointMultiplier.of(factor);
    double largest = ((1 << INTEGER_BITS) - 1) * (double) (1L << (31 - INTEGER_BITS));
    double least = Math.floor(Math.scalb(largest, -multiplier.exponent()));
    int[] exponents = new int[(int) Math.min(255, least) + 1];
    for (int d = 0; d < exponents.length; d++) {
      exponents[d] = FixedPoint.expOfNegative(multiplier.halfAwayFromZero(-d), INTEGER_BITS);
    }
    return exponents;
  }

  /**
   * The exponents under {@link Rounding#TFLITE_DESKTOP} by the distance from the largest input:
   * exp(-beta s d) in f32 for d = 0 to 255.
   */
  public float[] exponentsInReals() {
    return real.clone();
  }

  private float[] realExponents() {
    float step = -input.scale() * beta;
    float[] exponents = new float[256];
    for (int d = 0; d < exponents.length; d++) {
      exponents[d] = (float) Math.exp((double) (step * d));
    }
    return exponents;
  }

  private int[] fixedPoint(int[] x, int most) {
    int[] exponents = new int[x.length];
    int sum = 0;
    for (int i = 0; i < x.length; i++) {
      if (most - x[i] < fixed.length) {
        exponents[i] = fixed[most - x[i]];
        sum += FixedPoint.shiftRightHalfAway(exponents[i], SUM_INTEGER_BITS);
      }
    }
    int headroom = Integer.numberOfLeadingZeros(sum);
    int reciprocal = FixedPoint.reciprocalOfOnePlus((sum << headroom) ^ Integer.MIN_VALUE);
    int shift = SUM_INTEGER_BITS - headroom + 31 - 8;
    int[] y = new int[x.length];
    for (int i = 0; i < x.length; i++) {
      int p =
          most - x[i] < fixed.length
              ? FixedPoint.shiftRightHalfAway(
                  FixedPoint.multiplyHigh(reciprocal, exponents[i]), shift)
              : 0;
      y[i] = Limits.I8.clamp((long) p - 128);
    }
    return y;
  }
}
