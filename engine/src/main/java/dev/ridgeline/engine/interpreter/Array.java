package dev.ridgeline.engine.interpreter;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.tensor.DType;
import java.util.Arrays;

/**
 * A tensor while it is computed with: row-major elements in one of three storages. Floats of up to
 * 32 bits are kept as f32 values that the element type can represent, f64 as f64, integers and
 * booleans as longs in the range of their type (u64 as its bits). Written only by the kernel that
 * makes it.
 */
abstract sealed class Array permits FloatArray, DoubleArray, LongArray {
  final DType dtype;
  final int[] dims;
  final int size;

  Array(DType dtype, int[] dims) {
    this.dtype = dtype;
    this.dims = dims;
    this.size = elements(dims);
  }

  /** Zeros. */
  static Array zeros(DType dtype, int... dims) {
    return switch (dtype.kind()) {
      case FLOAT ->
          dtype == DType.F64
              ? new DoubleArray(dims, new double[elements(dims)])
              : new FloatArray(dtype, dims, new float[elements(dims)]);
      case SIGNED, UNSIGNED, BOOL -> new LongArray(dtype, dims, new long[elements(dims)]);
      case COMPLEX, OTHER ->
          throw new UnsupportedValue("values of type " + dtype.label() + " are not computed with");
    };
  }

  static Array longs(long... values) {
    return new LongArray(DType.I64, new int[] {values.length}, values);
  }

  static Array scalar(DType dtype, double value) {
    Array array = zeros(dtype);
    array.setReal(0, value);
    return array;
  }

  /** The product of the sizes; at most 2^31 - 1 elements are held. */
  static int elements(int... dims) {
    long product = 1;
    for (int dim : dims) {
      product *= dim;
      if (product > Integer.MAX_VALUE - 8) {
        throw new UserError(
            "a tensor of shape %s has too many elements; the interpreter holds at most 2^31 - 9"
                .formatted(Arrays.toString(dims)));
      }
    }
    return (int) product;
  }

  /** Element {@code i} as a real number; exact but for 64-bit integers past 2^53. */
  abstract double real(int i);

  /** Element {@code i} as an integer; reals are cut off towards zero. */
  abstract long whole(int i);

  /** Sets element {@code i}, rounded to the element type; integers cut off towards zero. */
  abstract void setReal(int i, double value);

  /** Sets element {@code i}; integers wrap around as two's complement does. */
  abstract void setWhole(int i, long value);

  /** The Java array of the elements, shared. */
  abstract Object storage();

  /** The same elements in another shape; shared. */
  abstract Array reshaped(int... newDims);

  final boolean isReal() {
    return dtype.isFloat();
  }

  final int rank() {
    return dims.length;
  }

  /** Zeros of this element type. */
  final Array like(int... newDims) {
    return zeros(dtype, newDims);
  }

  /** Copies {@code count} elements of {@code source}, which has the same element type. */
  final void copy(int to, Array source, int from, int count) {
    System.arraycopy(source.storage(), from, storage(), to, count);
  }

  /** All elements as reals: a copy. */
  double[] reals() {
    double[] all = new double[size];
    for (int i = 0; i < size; i++) {
      all[i] = real(i);
    }
    return all;
  }

  /** All elements as integers: a copy. */
  final long[] wholes() {
    long[] all = new long[size];
    for (int i = 0; i < size; i++) {
      all[i] = whole(i);
    }
    return all;
  }

  /** All elements as ints; throws {@link ArithmeticException} past the range of an int. */
  final int[] ints() {
    int[] all = new int[size];
    for (int i = 0; i < size; i++) {
      all[i] = Math.toIntExact(whole(i));
    }
    return all;
  }

  /** {@code axis} counted from the front. */
  static int axis(long axis, int rank) {
    if (axis < -rank || axis >= rank) {
      throw new UserError("axis %d is outside the %d dimensions".formatted(axis, rank));
    }
    return (int) (axis < 0 ? axis + rank : axis);
  }

  @Override
  public String toString() {
    return dtype.label() + Arrays.toString(dims);
  }
}
