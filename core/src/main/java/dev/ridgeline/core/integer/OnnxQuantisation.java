package dev.ridgeline.core.integer;

import dev.ridgeline.core.tensor.DType;

/**
 * Affine quantisation with the rounding called {@code onnx}: scales are f32, products and quotients
 * are rounded to f32, and these to integers half to even. Real x and integer q belong together by x
 * = scale (q - zeroPoint).
 *
 * <p><b>Error.</b> Quantising is off by at most half a scale inside the range; requantising by one
 * quantum where scale products round differently.
 *
 * <p><b>Limits.</b> Accumulators below 2^53; integer types up to 32 bits.
 *
 * <p><b>Source.</b> ONNX operators QuantizeLinear, DequantizeLinear, QLinearConv,
 * DynamicQuantizeLinear; the f32 multiplier as in ONNX Runtime's CPU kernels.
 */
public final class OnnxQuantisation {
  private OnnxQuantisation() {}

  /** The smallest value of an integer type. */
  public static long least(DType dtype) {
    return dtype.kind() == DType.Kind.SIGNED ? -1L << (bits(dtype) - 1) : 0;
  }

  /** The largest value of an integer type. */
  public static long most(DType dtype) {
    return dtype.kind() == DType.Kind.SIGNED
        ? (1L << (bits(dtype) - 1)) - 1
        : (1L << bits(dtype)) - 1;
  }

  private static int bits(DType dtype) {
    if (!dtype.isInteger() || dtype.bits() > 32) {
      throw new IllegalArgumentException(
          dtype.label() + " is no quantised type; allowed are integers of at most 32 bits");
    }
    return dtype.bits();
  }

  /** {@code value} in the range of an integer type. */
  public static long saturate(long value, DType to) {
    return Math.clamp(value, least(to), most(to));
  }

  /** {@code saturate(round(x / scale) + zeroPoint)}; NaN becomes the zero point. */
  public static long quantise(float x, float scale, long zeroPoint, DType to) {
    return saturate(roundedSum(x / scale, zeroPoint), to);
  }

  /** {@code (q - zeroPoint) * scale} in f32. */
  public static float dequantise(long q, float scale, long zeroPoint) {
    return (float) (q - zeroPoint) * scale;
  }

  /** The f32 factor from accumulators of products to results: {@code xScale wScale / yScale}. */
  public static float multiplier(float xScale, float wScale, float yScale) {
    return xScale * wScale / yScale;
  }

  /** {@code saturate(round(accumulator * multiplier) + zeroPoint)}. */
  public static long requantise(long accumulator, float multiplier, long zeroPoint, DType to) {
    return saturate(roundedSum((float) accumulator * multiplier, zeroPoint), to);
  }

  private static long roundedSum(float real, long zeroPoint) {
    // Far outside every type's range, but clear of overflow in the sum.
    double bounded = Math.clamp(Math.rint((double) real), -0x1p40, 0x1p40);
    return (Double.isNaN(bounded) ? 0 : (long) bounded) + zeroPoint;
  }

  /** Scale and zero point of u8 values. */
  public record Parameters(float scale, long zeroPoint) {}

  /** Parameters that cover {@code least} to {@code most} and zero with the 256 values of u8. */
  public static Parameters dynamic(float least, float most) {
    float low = Math.min(0, least);
    float high = Math.max(0, most);
    float scale = (high - low) / 255;
    if (scale == 0) {
      return new Parameters(0, 0);
    }
    return new Parameters(scale, saturate((long) Math.rint((double) (-low / scale)), DType.U8));
  }
}
