package dev.ridgeline.compiler.interpret;

import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.core.tensor.DType;
import java.lang.reflect.Array;

/** How elements lie in Java arrays. */
final class Cells {
  private Cells() {}

  /** Elements that are floats once loaded. */
  interface Floats {
    double get(Object array, int at);

    void put(Object array, int at, double value);
  }

  /** Elements that are integers or booleans once loaded. */
  interface Ints {
    long get(Object array, int at);

    void put(Object array, int at, long value);
  }

  static Floats floats(DType dtype) {
    return dtype == DType.F32 ? new F32() : new F64();
  }

  static Ints ints(DType dtype) {
    return switch (dtype) {
      case I64 -> new I64();
      case I32 -> new I32();
      case I16 -> new I16();
      case I8 -> new Bytes(0xff, true);
      case U8 -> new Bytes(0xff, false);
      case BOOL -> new Bytes(1, false);
      default -> throw new IllegalArgumentException("no integers in " + dtype.label());
    };
  }

  /** New memory, full of values that betray themselves when they are used. */
  static Object allocate(Buffer buffer) {
    Object array =
        switch (buffer.dtype()) {
          case F32 -> new float[buffer.span()];
          case F64 -> new double[buffer.span()];
          case I64 -> new long[buffer.span()];
          case I32 -> new int[buffer.span()];
          case I16 -> new short[buffer.span()];
          default -> new byte[buffer.span()];
        };
    switch (array) {
      case float[] a -> java.util.Arrays.fill(a, Float.NaN);
      case double[] a -> java.util.Arrays.fill(a, Double.NaN);
      case long[] a -> java.util.Arrays.fill(a, 0x5A5A5A5A5A5A5A5AL);
      case int[] a -> java.util.Arrays.fill(a, 0x5A5A5A5A);
      case short[] a -> java.util.Arrays.fill(a, (short) 0x5A5A);
      default -> java.util.Arrays.fill((byte[]) array, (byte) 0x5A);
    }
    return array;
  }

  /** The array, if it can be the memory of the buffer. */
  static Object checked(Buffer buffer, Object array) {
    Class<?> element =
        switch (buffer.dtype()) {
          case F32 -> float.class;
          case F64 -> double.class;
          case I64 -> long.class;
          case I32 -> int.class;
          case I16 -> short.class;
          default -> byte.class;
        };
    if (array.getClass().getComponentType() != element || Array.getLength(array) < buffer.span()) {
      String given =
          array.getClass().isArray()
              ? array.getClass().getComponentType() + "[" + Array.getLength(array) + "]"
              : array.getClass().getSimpleName();
      throw new IllegalArgumentException(
          "buffer '%s' (%s) takes %s[%d] but got %s"
              .formatted(buffer.name(), buffer.dtype().label(), element, buffer.span(), given));
    }
    return array;
  }

  private static final class F32 implements Floats {
    @Override
    public double get(Object array, int at) {
      return ((float[]) array)[at];
    }

    @Override
    public void put(Object array, int at, double value) {
      ((float[]) array)[at] = (float) value;
    }
  }

  private static final class F64 implements Floats {
    @Override
    public double get(Object array, int at) {
      return ((double[]) array)[at];
    }

    @Override
    public void put(Object array, int at, double value) {
      ((double[]) array)[at] = value;
    }
  }

  private static final class I64 implements Ints {
    @Override
    public long get(Object array, int at) {
      return ((long[]) array)[at];
    }

    @Override
    public void put(Object array, int at, long value) {
      ((long[]) array)[at] = value;
    }
  }

  private static final class I32 implements Ints {
    @Override
    public long get(Object array, int at) {
      return ((int[]) array)[at];
    }

    @Override
    public void put(Object array, int at, long value) {
      ((int[]) array)[at] = (int) value;
    }
  }

  private static final class I16 implements Ints {
    @Override
    public long get(Object array, int at) {
      return ((short[]) array)[at];
    }

    @Override
    public void put(Object array, int at, long value) {
      ((short[]) array)[at] = (short) value;
    }
  }

  private static final class Bytes implements Ints {
    private final int mask;
    private final boolean signed;

    Bytes(int mask, boolean signed) {
      this.mask = mask;
      this.signed = signed;
    }

    @Override
    public long get(Object array, int at) {
      byte b = ((byte[]) array)[at];
      return signed ? b : b & mask;
    }

    @Override
    public void put(Object array, int at, long value) {
      ((byte[]) array)[at] = (byte) (value & mask);
    }
  }
}
