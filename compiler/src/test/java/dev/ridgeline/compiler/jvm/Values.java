package dev.ridgeline.compiler.jvm;

import dev.ridgeline.core.tensor.DType;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Values that are likely to go wrong, in arrays, and their bits. */
final class Values {
  private static final double[] FLOATS = {
    0,
    -0.0,
    1,
    -1,
    0.5,
    -0.5,
    1.5,
    -1.5,
    2.5,
    -2.5,
    0.49999997,
    -0.99,
    3.7,
    -3.2,
    1e-20,
    -7e12,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.NaN,
    0x1p23,
    0x1p23 + 1,
    -0x1p22 - 0.5,
    0x1p31,
    -0x1p31,
    0x1p52 + 1,
    -0x1p51 - 0.5,
    0x1p63,
    -0x1p63,
    3e9,
    Integer.MAX_VALUE
  };
  private static final long[] INTEGERS = {
    0,
    1,
    -1,
    2,
    -2,
    3,
    -3,
    7,
    -7,
    8,
    -8,
    31,
    32,
    33,
    63,
    64,
    100,
    -100,
    127,
    128,
    255,
    -128,
    32767,
    65536,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    0x123456789L
  };

  private Values() {}

  /** The special values of a type, then random ones. */
  static List<Object> of(DType dtype) {
    List<Object> values = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(7);
    if (dtype == DType.F32 || dtype == DType.F64) {
      for (double v : FLOATS) {
        values.add(boxed(dtype, v));
      }
      double least = dtype == DType.F32 ? Float.MIN_VALUE : Double.MIN_VALUE;
      double most = dtype == DType.F32 ? Float.MAX_VALUE : Double.MAX_VALUE;
      for (double v : new double[] {least, -least, most, -most, Float.MIN_NORMAL}) {
        values.add(boxed(dtype, v));
      }
      for (int i = 0; i < 8; i++) {
        values.add(boxed(dtype, random.nextDouble(-100, 100)));
      }
    } else {
      for (long v : INTEGERS) {
        values.add(boxed(dtype, v));
      }
      for (int i = 0; i < 8; i++) {
        values.add(boxed(dtype, random.nextLong()));
      }
    }
    return values;
  }

  /** A number as an element of the array type that holds the dtype. */
  static Object boxed(DType dtype, Number v) {
    return switch (dtype) {
      case F32 -> v.floatValue();
      case F64 -> v.doubleValue();
      case I64 -> v.longValue();
      case I32 -> v.intValue();
      case I16 -> v.shortValue();
      case BOOL -> (byte) (v.intValue() & 1);
      default -> v.byteValue();
    };
  }

  static Object array(DType dtype, int length) {
    Class<?> element =
        switch (dtype) {
          case F32 -> float.class;
          case F64 -> double.class;
          case I64 -> long.class;
          case I32 -> int.class;
          case I16 -> short.class;
          default -> byte.class;
        };
    return Array.newInstance(element, length);
  }

  static Object array(DType dtype, List<?> values) {
    Object array = array(dtype, values.size());
    for (int i = 0; i < values.size(); i++) {
      Array.set(array, i, values.get(i));
    }
    return array;
  }

  /** What a program sees when it loads the element. */
  static Object loaded(DType dtype, Object element) {
    return switch (dtype) {
      case I8 -> ((Byte) element).intValue();
      case U8 -> ((Byte) element) & 255;
      case I16 -> ((Short) element).intValue();
      default -> element;
    };
  }

  /** The bits, all NaNs being alike. */
  static Object bits(Object v) {
    return switch (v) {
      case Float f -> Float.floatToIntBits(f);
      case Double d -> Double.doubleToLongBits(d);
      default -> v;
    };
  }
}
