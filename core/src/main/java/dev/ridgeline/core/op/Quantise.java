package dev.ridgeline.core.op;

import dev.ridgeline.core.tensor.DType;

/**
 * Operators between real numbers and integers, and operators on integers that stand for reals:
 * ONNX's, whose scales are inputs, and those of {@link IntegerOp}.
 */
public sealed interface Quantise extends Op
    permits Quantise.QuantizeLinear,
        Quantise.DequantizeLinear,
        Quantise.DynamicQuantizeLinear,
        Quantise.QLinearConv,
        Quantise.QLinearMatMul,
        Quantise.MatMulInteger,
        Quantise.ConvInteger,
        IntegerOp {

  @Override
  default String label() {
    return getClass().getSimpleName();
  }

  /**
   * Inputs x, scale, optional zero point; axis for per-channel, block size (0: none) for blocked
   * scales. UNKNOWN output type: that of the zero point, else u8.
   */
  record QuantizeLinear(int axis, int blockSize, DType outputType, boolean saturate)
      implements Quantise {}

  /** Inputs x, scale, optional zero point; output has the scale's type. */
  record DequantizeLinear(int axis, int blockSize) implements Quantise {}

  /** Input x f32; outputs y u8, scale, zero point. */
  record DynamicQuantizeLinear() implements Quantise {}

  /**
   * Inputs x, x scale, x zero point, w, w scale, w zero point, y scale, y zero point, optional bias
   * i32. NCHW.
   */
  record QLinearConv(Window window, long groups) implements Quantise {}

  /** Inputs a, a scale, a zero point, b, b scale, b zero point, y scale, y zero point. */
  record QLinearMatMul() implements Quantise {}

  /** Inputs a, b, optional zero points; output i32. */
  record MatMulInteger() implements Quantise {}

  /** Inputs x, w, optional zero points; output i32. NCHW. */
  record ConvInteger(Window window, long groups) implements Quantise {}
}
