package dev.ridgeline.engine.kernel;

import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Tensor;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/**
 * Constant scales and zero points of an affine quantisation, one for all elements or one for each
 * index of an axis.
 *
 * @param scale constant of f32
 * @param zero constant of the integer type; 0 where there is none
 * @param inner elements from one index of the axis to the next
 * @param size of the axis; 1 for one scale
 */
public record Scales(String scale, Optional<String> zero, int inner, int size) {

  float[] scales(Memory memory) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = memory.constant(scale).floatAt(i);
    }
    return values;
  }

  /** Element i of a tensor of I8 or U8. */
  static int bytes(Tensor tensor, long i) {
    int value = tensor.data().get(ValueLayout.JAVA_BYTE, i);
    return tensor.type().dtype() == DType.U8 ? value & 0xff : value;
  }

  int[] zeros(Memory memory) {
    int[] values = new int[size];
    for (int i = 0; i < size && zero.isPresent(); i++) {
      values[i] = bytes(memory.constant(zero.get()), i);
    }
    return values;
  }
}
