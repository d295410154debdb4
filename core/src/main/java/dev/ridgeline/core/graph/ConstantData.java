package dev.ridgeline.core.graph;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.number.Minifloat;
import dev.ridgeline.core.op.Generate.Distribution;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Where a constant's elements are. Reading gives them row-major and little-endian, dense. */
public sealed interface ConstantData {

  /**
   * The elements of a constant of type {@code type}. The segment may be shared and must not be
   * written.
   */
  MemorySegment read(TensorType type);

  /** Elements in memory: little-endian, dense; the array is shared. */
  record Bytes(byte[] bytes) implements ConstantData {
    @Override
    public MemorySegment read(TensorType type) {
      return MemorySegment.ofArray(bytes).asReadOnly();
    }
  }

  /** Elements in a file, as they lie there: little-endian, dense. Mapped, not copied. */
  record FileSlice(Path file, long offset, long length) implements ConstantData {
    public FileSlice {
      if (offset < 0 || length < 0) {
        throw new IllegalArgumentException(
            "offset " + offset + " and length " + length + " must not be negative");
      }
    }

    @Override
    public MemorySegment read(TensorType type) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        if (channel.size() < offset + length) {
          throw new UserError(
              "%s has %d bytes but a constant reaches to byte %d; the file changed or is truncated"
                  .formatted(file, channel.size(), offset + length));
        }
        return channel.map(FileChannel.MapMode.READ_ONLY, offset, length, Arena.ofAuto());
      } catch (IOException e) {
        throw new UserError("cannot read " + file + ": " + e.getMessage(), e);
      }
    }
  }

  /** Elements that a reader decodes when they are asked for. */
  record Deferred(Decoder decoder) implements ConstantData {
    @Override
    public MemorySegment read(TensorType type) {
      return decoder.decode(type);
    }
  }

  /** Decodes elements kept in a file format's own way. */
  @FunctionalInterface
  interface Decoder {
    MemorySegment decode(TensorType type);
  }

  /** Every element the same value; floats of 8 bits and more, booleans and the integer types. */
  record Filled(double value) implements ConstantData {
    @Override
    public MemorySegment read(TensorType type) {
      if (value == 0) {
        return MemorySegment.ofArray(new byte[heapBytes(type)]);
      }
      long n = type.shape().elements();
      return switch (type.dtype()) {
        case F32 -> {
          float[] a = new float[Math.toIntExact(n)];
          Arrays.fill(a, (float) value);
          yield MemorySegment.ofArray(a);
        }
        case F64 -> {
          double[] a = new double[Math.toIntExact(n)];
          Arrays.fill(a, value);
          yield MemorySegment.ofArray(a);
        }
        case I64, U64 -> {
          long[] a = new long[Math.toIntExact(n)];
          Arrays.fill(a, (long) value);
          yield MemorySegment.ofArray(a);
        }
        case I32, U32 -> {
          int[] a = new int[Math.toIntExact(n)];
          Arrays.fill(a, (int) (long) value);
          yield MemorySegment.ofArray(a);
        }
        case F16, BF16 -> shorts(n, (short) code(type.dtype()));
        case F8E4M3FN, F8E4M3FNUZ, F8E5M2, F8E5M2FNUZ -> {
          byte[] a = new byte[Math.toIntExact(n)];
          Arrays.fill(a, (byte) code(type.dtype()));
          yield MemorySegment.ofArray(a);
        }
        case I16, U16 -> shorts(n, (short) (long) value);
        case I8, U8, BOOL -> {
          byte[] a = new byte[Math.toIntExact(n)];
          Arrays.fill(a, (byte) (long) value);
          yield MemorySegment.ofArray(a);
        }
        default ->
            throw new IllegalArgumentException(
                "a fill of " + type.dtype().label() + " is not defined");
      };
    }

    private int code(DType dtype) {
      return Minifloat.of(dtype).encode(value, Minifloat.Overflow.TO_SPECIAL);
    }

    private static MemorySegment shorts(long n, short value) {
      short[] a = new short[Math.toIntExact(n)];
      Arrays.fill(a, value);
      return MemorySegment.ofArray(a);
    }
  }

  /**
   * f32 elements drawn from a distribution by a seed: the same seed gives the same elements
   * everywhere.
   */
  record Seeded(Distribution distribution, double a, double b, long seed) implements ConstantData {
    @Override
    public MemorySegment read(TensorType type) {
      if (type.dtype() != DType.F32) {
        return Tensor.random(type, seed).data();
      }
      MemorySegment data = MemorySegment.ofArray(new byte[heapBytes(type)]);
      SplittableRandom random = new SplittableRandom(seed);
      long n = type.shape().elements();
      ValueLayout.OfFloat f32 = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
      for (long i = 0; i < n; i++) {
        double v =
            switch (distribution) {
              case UNIFORM -> a + (b - a) * random.nextDouble();
              case NORMAL -> a + b * random.nextGaussian();
            };
        data.set(f32, i * Float.BYTES, (float) v);
      }
      return data;
    }
  }

  private static int heapBytes(TensorType type) {
    long bytes = type.bytes();
    if (bytes > Integer.MAX_VALUE - 64) {
      throw new UserError(
          "a constant of type "
              + type
              + " takes "
              + bytes
              + " bytes; in memory at most 2 GiB are allowed");
    }
    return (int) bytes;
  }
}
