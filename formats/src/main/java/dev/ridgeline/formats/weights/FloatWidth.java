package dev.ridgeline.formats.weights;

import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.ConstantData;
import dev.ridgeline.core.number.HalfPrecision;
import dev.ridgeline.core.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Floating-point elements of another width as f32, when they are read. */
final class FloatWidth {
  private static final ValueLayout.OfShort F16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat F32 =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble F64 =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private FloatWidth() {}

  static boolean converts(DType from, DType to) {
    return to == DType.F32 && (from == DType.F16 || from == DType.BF16 || from == DType.F64);
  }

  /** Elements of {@code constant} as {@code dtype}, which it has or converts to. */
  static ConstantData as(DType dtype, Constant constant) {
    DType from = constant.type().dtype();
    if (from == dtype) {
      return constant.data();
    }
    if (!converts(from, dtype)) {
      throw new IllegalArgumentException(from + " does not become " + dtype);
    }
    return new ConstantData.Deferred(_ -> {
      MemorySegment source = constant.data().read(constant.type());
      int elements = Math.toIntExact(constant.elements());
      MemorySegment floats = MemorySegment.ofArray(new byte[Math.multiplyExact(elements, 4)]);
      long width = from.bits() / 8;
      for (long i = 0; i < elements; i++) {
        floats.set(F32, i * Float.BYTES, element(source, i * width, from));
      }
      return floats;
    });
  }

  private static float element(MemorySegment source, long at, DType from) {
    return switch (from) {
      case F16 -> HalfPrecision.fromF16(source.get(F16, at));
      case BF16 -> HalfPrecision.fromBf16(source.get(F16, at));
      default -> (float) source.get(F64, at);
    };
  }
}
