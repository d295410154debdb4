package dev.ridgeline.engine.interpreter;

import dev.ridgeline.core.tensor.DType;

/** Elements of an integer type or booleans (0 and 1). */
final class LongArray extends Array {
  private static final double TWO_TO_63 = 0x1p63;

  final long[] values;

  LongArray(DType dtype, int[] dims, long[] values) {
    super(dtype, dims);
    this.values = values;
  }

  @Override
  double real(int i) {
    long value = values[i];
    if (dtype == DType.U64 && value < 0) {
      // The low bit is kept sticky, so that the sum is rounded once.
      return (double) ((value >>> 1) | (value & 1)) * 2;
    }
    return (double) value;
  }

  @Override
  long whole(int i) {
    return values[i];
  }

  @Override
  void setReal(int i, double value) {
    if (dtype == DType.BOOL) {
      values[i] = value != 0 ? 1 : 0;
    } else if (dtype == DType.U64 && value >= TWO_TO_63) {
      values[i] = (long) (value - TWO_TO_63) ^ Long.MIN_VALUE;
    } else {
      setWhole(i, (long) value);
    }
  }

  @Override
  void setWhole(int i, long value) {
    values[i] = wrap(dtype, value);
  }

  /** {@code value} in the range of an integer type, modulo two to its bits. */
  static long wrap(DType dtype, long value) {
    if (dtype == DType.BOOL) {
      return value != 0 ? 1 : 0;
    }
    int shift = 64 - dtype.bits();
    long high = value << shift;
    return dtype.kind() == DType.Kind.SIGNED ? high >> shift : high >>> shift;
  }

  @Override
  Object storage() {
    return values;
  }

  @Override
  Array reshaped(int... newDims) {
    return new LongArray(dtype, newDims, values);
  }
}
