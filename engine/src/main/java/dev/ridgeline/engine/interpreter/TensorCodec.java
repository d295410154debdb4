package dev.ridgeline.engine.interpreter;

import dev.ridgeline.core.number.HalfPrecision;
import dev.ridgeline.core.number.Minifloat;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.stream.IntStream;

/** Between tensors, dense bytes in memory, and the arrays that kernels work on. */
final class TensorCodec {
  private static final ValueLayout.OfShort I16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt I32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong I64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat F32 =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble F64 =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private TensorCodec() {}

  static Array decode(Tensor tensor) {
    DType dtype = tensor.type().dtype();
    int[] dims = dims(tensor.type().shape());
    Array array = Array.zeros(dtype, dims);
    MemorySegment data = tensor.data();
    switch (array) {
      case FloatArray floats -> {
        if (dtype == DType.F32) {
          MemorySegment.copy(data, F32, 0, floats.values, 0, floats.size);
        } else {
          for (int i = 0; i < array.size; i++) {
            floats.values[i] = small(dtype, bits(data, dtype, i));
          }
        }
      }
      case DoubleArray doubles -> MemorySegment.copy(data, F64, 0, doubles.values, 0, doubles.size);
      case LongArray longs -> {
        for (int i = 0; i < array.size; i++) {
          longs.setWhole(i, bits(data, dtype, i));
        }
      }
    }
    return array;
  }

  private static float small(DType dtype, long bits) {
    return switch (dtype) {
      case F16 -> HalfPrecision.fromF16((short) bits);
      case BF16 -> HalfPrecision.fromBf16((short) bits);
      case F8E8M0 ->
          throw new UnsupportedValue("values of type " + dtype.label() + " are not computed with");
      default -> (float) Minifloat.of(dtype).decode((int) bits);
    };
  }

  /** The bits of element {@code i}; four-bit and two-bit elements stand lowest first in a byte. */
  private static long bits(MemorySegment data, DType dtype, int i) {
    int width = dtype.bits();
    return switch (width) {
      case 64 -> data.get(I64, 8L * i);
      case 32 -> data.get(I32, 4L * i);
      case 16 -> data.get(I16, 2L * i);
      case 8 -> data.get(ValueLayout.JAVA_BYTE, i);
      default -> {
        int perByte = 8 / width;
        int shift = i % perByte * width;
        yield (data.get(ValueLayout.JAVA_BYTE, i / perByte) >> shift) & ((1 << width) - 1);
      }
    };
  }

  static Tensor encode(Array array) {
    TensorType type =
        new TensorType(array.dtype, Shape.of(IntStream.of(array.dims).asLongStream().toArray()));
    if (array instanceof FloatArray floats && array.dtype == DType.F32) {
      return new Tensor(type, MemorySegment.ofArray(floats.values.clone()));
    }
    if (array instanceof DoubleArray doubles) {
      return new Tensor(type, MemorySegment.ofArray(doubles.values.clone()));
    }
    MemorySegment data = MemorySegment.ofArray(new byte[Math.toIntExact(type.bytes())]);
    for (int i = 0; i < array.size; i++) {
      put(data, array, i);
    }
    return new Tensor(type, data);
  }

  private static void put(MemorySegment data, Array array, int i) {
    DType dtype = array.dtype;
    long bits = array.isReal() ? code(dtype, (float) array.real(i)) : array.whole(i);
    int width = dtype.bits();
    switch (width) {
      case 64 -> data.set(I64, 8L * i, bits);
      case 32 -> data.set(I32, 4L * i, (int) bits);
      case 16 -> data.set(I16, 2L * i, (short) bits);
      case 8 -> data.set(ValueLayout.JAVA_BYTE, i, (byte) bits);
      default -> {
        int perByte = 8 / width;
        int shift = i % perByte * width;
        int mask = (1 << width) - 1;
        int at = i / perByte;
        int old = data.get(ValueLayout.JAVA_BYTE, at);
        data.set(ValueLayout.JAVA_BYTE, at, (byte) (old | (bits & mask) << shift));
      }
    }
  }

  private static long code(DType dtype, float value) {
    return switch (dtype) {
      case F16 -> HalfPrecision.toF16(value);
      case BF16 -> HalfPrecision.toBf16(value);
      default -> Minifloat.of(dtype).encode(value, Minifloat.Overflow.SATURATE);
    };
  }

  private static int[] dims(Shape shape) {
    long[] sizes = shape.sizes();
    int[] dims = new int[sizes.length];
    for (int i = 0; i < sizes.length; i++) {
      dims[i] = Math.toIntExact(sizes[i]);
    }
    return dims;
  }
}
