package dev.ridgeline.core.tensor;

import dev.ridgeline.core.number.HalfPrecision;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.SplittableRandom;

/**
 * A dense tensor: a type whose shape is known and its elements, row-major, little-endian, in a
 * memory segment that is shared, not copied.
 *
 * @param type element type and shape, every dimension known
 * @param data the elements; exactly {@code type.bytes()} bytes
 */
public record Tensor(TensorType type, MemorySegment data) {
  private static final ValueLayout.OfFloat F32 =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong I64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  public Tensor {
    if (!type.isKnown()) {
      throw new IllegalArgumentException("a tensor needs a known type but got " + type);
    }
    if (data.byteSize() != type.bytes()) {
      throw new IllegalArgumentException(
          type + " takes " + type.bytes() + " bytes but got " + data.byteSize());
    }
  }

  /** A tensor over {@code values}, which is shared. */
  public static Tensor of(float[] values, long... sizes) {
    return new Tensor(TensorType.f32(sizes), MemorySegment.ofArray(values));
  }

  /** A tensor over {@code values}, which is shared. */
  public static Tensor of(long[] values, long... sizes) {
    return new Tensor(TensorType.i64(sizes), MemorySegment.ofArray(values));
  }

  /** Element {@code index} of an f32 tensor in row-major order. */
  public float floatAt(long index) {
    return data.get(F32, index * Float.BYTES);
  }

  /** Copies of {@code count} elements of an f32 tensor, in row-major order from {@code first}. */
  public float[] floats(long first, int count) {
    float[] values = new float[count];
    MemorySegment.copy(data, F32, first * Float.BYTES, values, 0, count);
    return values;
  }

  /** Element {@code index} of an i64 tensor in row-major order. */
  public long longAt(long index) {
    return data.get(I64, index * Long.BYTES);
  }

  /**
   * Fills a new heap tensor from a seed: floats uniform in [-1, 1), integers uniform in [0, 100)
   * (or the whole range of 8-bit types), booleans by coin. For timing and smoke tests, where the
   * values must be harmless to every operator.
   */
  public static Tensor random(TensorType type, long seed) {
    long bytes = type.bytes();
    if (bytes > Integer.MAX_VALUE - 64) {
      throw new IllegalArgumentException(
          type + " takes " + bytes + " bytes; a heap tensor holds at most 2 GiB");
    }
    MemorySegment data = MemorySegment.ofArray(new byte[(int) bytes]);
    SplittableRandom random = new SplittableRandom(seed);
    long n = type.shape().elements();
    for (long i = 0; i < n; i++) {
      setRandom(type.dtype(), data, i, random);
    }
    return new Tensor(type, data);
  }

  private static void setRandom(DType dtype, MemorySegment data, long i, SplittableRandom random) {
    switch (dtype) {
      case F32 -> data.set(F32, i * 4, (float) random.nextDouble(-1, 1));
      case F64 ->
          data.set(
              ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN),
              i * 8,
              random.nextDouble(-1, 1));
      case F16 ->
          data.set(
              ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN),
              i * 2,
              Float.floatToFloat16((float) random.nextDouble(-1, 1)));
      case BF16 ->
          data.set(
              ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN),
              i * 2,
              HalfPrecision.toBf16((float) random.nextDouble(-1, 1)));
      case I64, U64 -> data.set(I64, i * 8, random.nextLong(100));
      case I32, U32 ->
          data.set(
              ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN),
              i * 4,
              random.nextInt(100));
      case I16, U16 ->
          data.set(
              ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN),
              i * 2,
              (short) random.nextInt(100));
      case I8, U8 -> data.set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt(256));
      case BOOL -> data.set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt(2));
      default ->
          throw new IllegalArgumentException(
              "random values of " + dtype.label() + " are not defined");
    }
  }
}
