package dev.ridgeline.engine.interpreter;

import dev.ridgeline.core.tensor.DType;

/** Elements of type f64. */
final class DoubleArray extends Array {
  final double[] values;

  DoubleArray(int[] dims, double[] values) {
    super(DType.F64, dims);
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
    values[i] = value;
  }

  @Override
  void setWhole(int i, long value) {
    values[i] = (double) value;
  }

  @Override
  Object storage() {
    return values;
  }

  @Override
  Array reshaped(int... newDims) {
    return new DoubleArray(newDims, values);
  }
}
