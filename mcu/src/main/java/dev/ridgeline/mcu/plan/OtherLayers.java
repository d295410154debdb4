package dev.ridgeline.mcu.plan;

import dev.ridgeline.core.integer.Affine;
import dev.ridgeline.core.integer.FixedPointMultiplier;
import dev.ridgeline.core.integer.IntegerFunction;
import dev.ridgeline.core.integer.IntegerSoftmax;
import dev.ridgeline.core.integer.Requantiser;
import dev.ridgeline.core.integer.Rounding;
import dev.ridgeline.core.op.IntegerOp;
import java.util.Arrays;

/** Layers without weights. */
final class OtherLayers {
  /** More bits that summands carry, as in {@link dev.ridgeline.core.integer.IntegerSum}. */
  private static final int EXTRA_BITS = 20;

  private OtherLayers() {}

  static Layer averagePool(NodeView node, IntegerOp.AveragePool op) {
    Geometry geometry = node.geometry(op.window(), (int) node.outputSizes()[3]);
    return new Layer.AveragePool(
        node.name(), node.input(0), node.node().output(), geometry, op.limits());
  }

  static Layer softmax(NodeView node, IntegerOp.Softmax op) {
    long[] sizes = node.outputSizes();
    int length = (int) sizes[sizes.length - 1];
    int rows = (int) (Arrays.stream(sizes).reduce(1, Math::multiplyExact) / length);
    IntegerSoftmax softmax =
        new IntegerSoftmax(node.rounding(), op.input(), op.beta(), op.output());
    Layer.Exponents exponents =
        node.rounding() == Rounding.TFLM
            ? new Layer.Exponents.Fixed(softmax.exponentsInFixedPoint())
            : new Layer.Exponents.Real(
                softmax.exponentsInReals(), op.output().scale(), op.output().zeroPoint());
    return new Layer.Softmax(
        node.name(), node.input(0), node.node().output(), rows, length, exponents);
  }

  static Layer add(NodeView node, IntegerOp.Add op) {
    if (!Arrays.equals(node.sizes(0), node.sizes(1))) {
      throw node.refused(
          "adds %s and %s; kernels are for equal shapes"
              .formatted(Arrays.toString(node.sizes(0)), Arrays.toString(node.sizes(1))));
    }
    double twiceMost = 2.0 * Math.max(op.a().scale(), op.b().scale());
    double toOutput = twiceMost / ((1 << EXTRA_BITS) * (double) op.output().scale());
    return new Layer.Add(
        node.name(),
        summand(node, 0, op.a(), twiceMost),
        summand(node, 1, op.b(), twiceMost),
        node.node().output(),
        (int) Arrays.stream(node.outputSizes()).reduce(1, Math::multiplyExact),
        factor(node, toOutput),
        op.output().zeroPoint(),
        op.limits());
  }

  static Layer logistic(NodeView node, IntegerOp.Logistic op) {
    return lookup(
        node, "logistic", IntegerFunction.logistic(node.rounding(), op.input(), op.output()));
  }

  static Layer tanh(NodeView node, IntegerOp.Tanh op) {
    return lookup(node, "tanh", IntegerFunction.tanh(node.rounding(), op.input(), op.output()));
  }

  static Layer rescale(NodeView node, IntegerOp.Rescale op) {
    Requantiser requantiser =
        Requantiser.of(node.rounding(), (double) op.input().scale() / op.output().scale());
    int[] table = new int[256];
    for (int q = -128; q < 128; q++) {
      table[q + 128] =
          op.limits()
              .clamp(
                  (long) requantiser.apply(q - op.input().zeroPoint()) + op.output().zeroPoint());
    }
    return lookup(node, "rescale", table);
  }

  private static Layer lookup(NodeView node, String kind, int[] table) {
    byte[] bytes = new byte[table.length];
    for (int i = 0; i < table.length; i++) {
      bytes[i] = (byte) table[i];
    }
    return new Layer.Lookup(
        node.name(),
        kind,
        node.input(0),
        node.node().output(),
        (int) Arrays.stream(node.outputSizes()).reduce(1, Math::multiplyExact),
        bytes);
  }

  private static Layer.Summand summand(NodeView node, int index, Affine affine, double twiceMost) {
    return new Layer.Summand(
        node.input(index), affine.zeroPoint(), factor(node, affine.scale() / twiceMost));
  }

  private static Layer.Factor factor(NodeView node, double factor) {
    FixedPointMultiplier multiplier = FixedPointMultiplier.of(factor);
    if (multiplier.exponent() > 0) {
      throw node.refused("scales by %.3g; kernels take factors below 1".formatted(factor));
    }
    return new Layer.Factor(multiplier.mantissa(), -multiplier.exponent());
  }
}
