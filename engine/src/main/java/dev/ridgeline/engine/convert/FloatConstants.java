package dev.ridgeline.engine.convert;

import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.ConstantData;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Constants that are computed from others: turned, scaled, read as numbers. */
final class FloatConstants {
  private static final ValueLayout.OfInt I32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong I64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private FloatConstants() {}

  static float[] floats(Constant constant) {
    Tensor tensor = constant.tensor();
    float[] values = new float[Math.toIntExact(constant.elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] = tensor.floatAt(i);
    }
    return values;
  }

  static Constant of(float[] values, Shape shape, Constant.Role role) {
    byte[] bytes = new byte[values.length * Float.BYTES];
    for (int i = 0; i < values.length; i++) {
      MemorySegment.ofArray(bytes)
          .set(I32, (long) i * Float.BYTES, Float.floatToRawIntBits(values[i]));
    }
    return new Constant(new TensorType(DType.F32, shape), role, new ConstantData.Bytes(bytes));
  }

  /** The one element of an f32 constant. */
  static Optional<Float> scalar(Optional<Constant> constant) {
    return constant
        .filter(c -> c.type().dtype() == DType.F32 && c.elements() == 1)
        .map(c -> c.tensor().floatAt(0));
  }

  /** The elements of a small constant of i64 or i32. */
  static Optional<List<Long>> integers(Optional<Constant> constant) {
    if (constant.isEmpty()) {
      return Optional.empty();
    }
    MemorySegment data = constant.get().tensor().data();
    DType dtype = constant.get().type().dtype();
    if (dtype != DType.I64 && dtype != DType.I32) {
      return Optional.empty();
    }
    List<Long> values = new ArrayList<>();
    for (long i = 0; i < constant.get().elements(); i++) {
      values.add(dtype == DType.I64 ? data.get(I64, i * 8) : (long) data.get(I32, i * 4));
    }
    return Optional.of(values);
  }

  /** The constant with axis i of the result being axis {@code permutation[i]}. */
  static Constant permuted(Constant constant, List<Integer> permutation) {
    long[] from = constant.type().shape().sizes();
    int rank = from.length;
    long[] to = new long[rank];
    long[] step = new long[rank];
    for (int i = 0; i < rank; i++) {
      to[i] = from[permutation.get(i)];
      step[i] = 1;
      for (int j = permutation.get(i) + 1; j < rank; j++) {
        step[i] *= from[j];
      }
    }
    int width = constant.type().dtype().bits() / 8;
    TensorType type = new TensorType(constant.type().dtype(), Shape.of(to));
    return new Constant(
        type,
        constant.role(),
        new ConstantData.Deferred(_ -> copy(constant.tensor().data(), to, step, width)));
  }

  private static MemorySegment copy(MemorySegment from, long[] sizes, long[] step, int width) {
    MemorySegment to = MemorySegment.ofArray(new byte[Math.toIntExact(from.byteSize())]);
    long[] index = new long[sizes.length];
    long source = 0;
    for (long at = 0; at < to.byteSize(); at += width) {
      MemorySegment.copy(from, source * width, to, at, width);
      for (int axis = sizes.length - 1; axis >= 0; axis--) {
        source += step[axis];
        if (++index[axis] < sizes[axis]) {
          break;
        }
        source -= step[axis] * sizes[axis];
        index[axis] = 0;
      }
    }
    return to;
  }

  /** The same elements in another shape. */
  static Constant reshaped(Constant constant, Shape shape) {
    return new Constant(
        new TensorType(constant.type().dtype(), shape),
        constant.role(),
        new ConstantData.Deferred(_ -> constant.tensor().data()));
  }
}
