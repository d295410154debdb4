package dev.ridgeline.learning.quantise;

import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.ConstantData;
import dev.ridgeline.core.integer.Affine;
import dev.ridgeline.core.integer.Rounding;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Weights as i8 from -127 to 127 with zero point 0: {@code q = round(w / s)}, {@code s = max |w| /
 * 127} of each output channel, which is the first axis, or of all.
 *
 * @param integers the weights as i8
 * @param scales one, or one an output channel
 */
record IntegerWeights(Constant integers, List<Float> scales) {
  private static final int MOST = 127;

  static IntegerWeights of(Constant weights, boolean perChannel) {
    Tensor w = weights.tensor();
    int n = Math.toIntExact(weights.elements());
    int rows = perChannel ? Math.toIntExact(weights.type().shape().dim(0).size()) : 1;
    int run = n / rows;
    byte[] integers = new byte[n];
    List<Float> scales = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      double largest = 0;
      for (int i = row * run; i < (row + 1) * run; i++) {
        largest = Math.max(largest, Math.abs(w.floatAt(i)));
      }
      float scale = largest == 0 ? 1 : (float) Math.max(largest / MOST, Float.MIN_NORMAL);
      scales.add(scale);
      for (int i = row * run; i < (row + 1) * run; i++) {
        integers[i] = (byte) Math.clamp(Math.rint(w.floatAt(i) / (double) scale), -MOST, MOST);
      }
    }
    return new IntegerWeights(
        constant(DType.I8, weights.type().shape(), integers), List.copyOf(scales));
  }

  /** A bias as i32 in units of the products: input scale times weight scale. */
  static Constant bias(Constant bias, Affine input, List<Float> weightScales) {
    int n = Math.toIntExact(bias.elements());
    ByteBuffer integers = ByteBuffer.allocate(n * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < n; i++) {
      float weight = weightScales.get(weightScales.size() == 1 ? 0 : i);
      double unit = input.scale() * weight;
      double q = Math.rint(bias.tensor().floatAt(i) / unit);
      integers.putInt((int) Math.clamp(q, Integer.MIN_VALUE, Integer.MAX_VALUE));
    }
    return constant(DType.I32, bias.type().shape(), integers.array());
  }

  /** A constant operand as i8 of its own range. */
  static Constant operand(Constant constant, Affine affine) {
    byte[] integers = new byte[Math.toIntExact(constant.elements())];
    for (int i = 0; i < integers.length; i++) {
      integers[i] = (byte) affine.nearest(constant.tensor().floatAt(i), Rounding.TFLM);
    }
    return constant(DType.I8, constant.type().shape(), integers);
  }

  static Constant constant(DType dtype, Shape shape, byte[] bytes) {
    return new Constant(
        new TensorType(dtype, shape), Constant.Role.PARAMETER, new ConstantData.Bytes(bytes));
  }
}
