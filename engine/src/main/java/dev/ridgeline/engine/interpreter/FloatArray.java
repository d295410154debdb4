package dev.ridgeline.engine.interpreter;

import dev.ridgeline.core.number.Minifloat;
import dev.ridgeline.core.tensor.DType;

/** Elements of a floating-point type of at most 32 bits. */
final class FloatArray extends Array {
  final float[] values;

  FloatArray(DType dtype, int[] dims, float[] values) {
    super(dtype, dims);
    this.values = values;
  }

  @Override
  double real(int i) {
    return values[i];
  }

  @Override
  long whole(int i) {
    return (long) values[i];
  }

  @Override
  void setReal(int i, double value) {
    values[i] = round(dtype, value);
  }

  /** {@code value} rounded once to the nearest of the type; overflow becomes infinite or NaN. */
  static float round(DType dtype, double value) {
    return switch (dtype) {
      case F32 -> (float) value;
      case F16, BF16 -> (float) Minifloat.of(dtype).round(value, Minifloat.Overflow.TO_SPECIAL);
      default -> (float) Minifloat.of(dtype).round(value, Minifloat.Overflow.SATURATE);
    };
  }

  @Override
  void setWhole(int i, long value) {
    if (dtype == DType.F32) {
      values[i] = (float) value;
    } else {
      setReal(i, (double) value);
    }
  }

  @Override
  Object storage() {
    return values;
  }

  @Override
  Array reshaped(int... newDims) {
    return new FloatArray(dtype, newDims, values);
  }

  @Override
  double[] reals() {
    double[] all = new double[size];
    for (int i = 0; i < size; i++) {
      all[i] = values[i];
    }
    return all;
  }
}
