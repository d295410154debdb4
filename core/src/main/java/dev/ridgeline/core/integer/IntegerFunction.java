package dev.ridgeline.core.integer;

import java.util.function.DoubleUnaryOperator;

/**
 * Functions of one i8 value as tables of 256 entries; entry {@code x + 128} is for x.
 *
 * <p><b>Error.</b> Half a quantum with f32 or f64 functions; one quantum in fixed point.
 *
 * <p><b>Source.</b> TensorFlow Lite's LOGISTIC and TANH.
 */
public final class IntegerFunction {
  /** Integer bits of the fixed-point argument, Q4.27. */
  private static final int INTEGER_BITS = 4;

  private IntegerFunction() {}

  /** 1 / (1 + exp(-x)). */
  public static int[] logistic(Rounding rounding, Affine input, Affine output) {
    return switch (rounding) {
      case TFLM -> fixedPoint(input, true);
      case TFLITE_DESKTOP -> single(input, output, x -> 1 / (1 + (float) Math.exp(-x)));
      case ONNX -> exact(input, output, x -> 1 / (1 + Math.exp(-x)));
    };
  }

  /** tanh(x). */
  public static int[] tanh(Rounding rounding, Affine input, Affine output) {
    return switch (rounding) {
      case TFLM -> fixedPoint(input, false);
      case TFLITE_DESKTOP -> single(input, output, Math::tanh);
      case ONNX -> exact(input, output, Math::tanh);
    };
  }

  private static int[] single(Affine input, Affine output, DoubleUnaryOperator function) {
    int[] table = new int[256];
    float inverse = 1 / output.scale();
    for (int q = -128; q < 128; q++) {
      float y = (float) function.applyAsDouble(input.scale() * (q - input.zeroPoint()));
      table[q + 128] = Limits.I8.clamp(halfAway(y * inverse) + output.zeroPoint());
    }
    return table;
  }

  private static int[] exact(Affine input, Affine output, DoubleUnaryOperator function) {
    int[] table = new int[256];
    for (int q = -128; q < 128; q++) {
      double y = function.applyAsDouble(input.real(q)) / output.scale();
      table[q + 128] = Limits.I8.clamp((long) Math.rint(y) + output.zeroPoint());
    }
    return table;
  }

  static long halfAway(float x) {
    return x >= 0 ? (long) Math.floor(x + 0.5) : -(long) Math.floor(0.5 - x);
  }

  /**
   * The result's scale is 1/256 with zero point -128 for logistic, 1/128 with zero point 0 for
   * tanh.
   */
  private static int[] fixedPoint(Affine input, boolean logistic) {
    FixedPointMultiplier multiplier =
        FixedPointMultiplier.of((double) input.scale() * (1 << (31 - INTEGER_BITS)));
    long radius = radius(multiplier.exponent());
    int[] table = new int[256];
    for (int q = -128; q < 128; q++) {
      int centred = q - input.zeroPoint();
      int y;
      if (centred <= -radius) {
        y = -128;
      } else if (centred >= radius) {
        y = 127;
      } else {
        int x = multiplier.halfAwayFromZero(centred);
        y =
            logistic
                ? FixedPoint.shiftRightHalfAway(FixedPoint.logistic(x), 23) - 128
                : FixedPoint.shiftRightHalfAway(FixedPoint.tanh(x), 24);
      }
      table[q + 128] = Limits.I8.clamp(y);
    }
    return table;
  }

  private static long radius(int exponent) {
    double most = ((1 << INTEGER_BITS) - 1) * (double) (1L << (31 - INTEGER_BITS));
    return (long) Math.floor(Math.scalb(most, -exponent));
  }
}
