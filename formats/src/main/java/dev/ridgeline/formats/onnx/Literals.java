package dev.ridgeline.formats.onnx;

import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.ConstantData;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Small constants that belong to the program. */
final class Literals {
  private Literals() {}

  static Constant longs(Shape shape, List<Long> values) {
    byte[] bytes = new byte[values.size() * Long.BYTES];
    ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    values.forEach(out::putLong);
    return of(new TensorType(DType.I64, shape), new ConstantData.Bytes(bytes));
  }

  static Constant floats(Shape shape, List<Float> values) {
    byte[] bytes = new byte[values.size() * Float.BYTES];
    ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    values.forEach(out::putFloat);
    return of(new TensorType(DType.F32, shape), new ConstantData.Bytes(bytes));
  }

  static Constant of(TensorType type, ConstantData data) {
    return new Constant(type, Constant.Role.LITERAL, data);
  }
}
