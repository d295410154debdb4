package dev.ridgeline.formats.tflite;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Elements of constants that set operators: shapes, axes, pads. */
final class SmallVectors {
  private static final ValueLayout.OfInt I32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong I64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private SmallVectors() {}

  static List<Long> read(Constant constant) {
    MemorySegment data = constant.data().read(constant.type());
    List<Long> values = new ArrayList<>();
    for (long i = 0; i < constant.elements(); i++) {
      values.add(
          switch (constant.type().dtype()) {
            case I64 -> data.get(I64, i * Long.BYTES);
            case I32 -> (long) data.get(I32, i * Integer.BYTES);
            default -> throw new UserError("settings are integers but got " + constant.type());
          });
    }
    return values;
  }

  /** Whether a constant is one number, and which. */
  static double scalar(Constant constant) {
    MemorySegment data = constant.data().read(constant.type());
    if (constant.elements() != 1) {
      throw new UserError("one number is wanted but got " + constant.type());
    }
    return switch (constant.type().dtype()) {
      case F32 -> constant.tensor().floatAt(0);
      case I8 -> data.get(ValueLayout.JAVA_BYTE, 0);
      case I32 -> data.get(I32, 0);
      default -> constant.type().dtype() == DType.I64 ? (double) data.get(I64, 0) : Double.NaN;
    };
  }
}
