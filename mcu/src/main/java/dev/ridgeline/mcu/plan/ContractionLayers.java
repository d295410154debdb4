package dev.ridgeline.mcu.plan;

import dev.ridgeline.core.integer.FixedPointMultiplier;
import dev.ridgeline.core.integer.Rounding;
import dev.ridgeline.core.op.IntegerOp;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** Layers with weights: the factors of their channels, and weights in their kernels' order. */
final class ContractionLayers {
  /** Sums stay below this, so that a kernel may double them. */
  private static final long MOST_SUM = 1L << 30;

  private ContractionLayers() {}

  static Layer conv(NodeView node, IntegerOp.Conv op) {
    byte[] w = node.weights(1);
    int filters = (int) node.sizes(1)[0];
    Geometry geometry = node.geometry(op.window(), filters);
    int taps = w.length / Math.max(1, filters);
    boolean away = op.depthwise() || node.rounding() == Rounding.TFLM;
    Layer.Stage stage =
        new Layer.Stage(
            channels(
                node,
                node.biases(2, filters),
                w,
                op.input().zeroPoint(),
                op.weightScales(),
                scale -> op.input().scale() * scale / op.output().scale()),
            op.output().zeroPoint(),
            op.limits(),
            away);
    String in = node.input(0);
    String out = node.node().output();
    if (op.groups() == 1) {
      int groups = Math.ceilDiv(taps, 4);
      return new Layer.Conv(
          node.name(),
          in,
          out,
          geometry,
          filledRows(w, filters, taps, 4 * groups),
          groups,
          op.input().zeroPoint(),
          stage);
    }
    requireDepthwiseKernel(node, op, geometry);
    return new Layer.Depthwise(
        node.name(), in, out, geometry, w, op.input().zeroPoint(), stage);
  }

  private static void requireDepthwiseKernel(NodeView node, IntegerOp.Conv op, Geometry g) {
    boolean known =
        op.groups() == g.inC()
            && g.outC() == g.inC()
            && g.kernelH() == 3
            && g.kernelW() == 3
            && g.strideH() == g.strideW()
            && g.strideH() <= 2;
    if (!known) {
      throw node.refused(
          "has %d channels in %d groups, a %dx%d kernel and stride %dx%d; kernels in groups are for"
                  .formatted(
                      g.inC(), op.groups(), g.kernelH(), g.kernelW(), g.strideH(), g.strideW())
              + " one channel a group, 3x3, stride 1 or 2");
    }
  }

  static Layer fullyConnected(NodeView node, IntegerOp.FullyConnected op) {
    byte[] w = node.weights(1);
    int outputs = (int) node.sizes(1)[0];
    int width = (int) node.sizes(1)[1];
    long elements = 1;
    for (long size : node.sizes(0)) {
      elements *= size;
    }
    if (elements != width) {
      throw node.refused(
          "has %d rows; kernels are for one".formatted(elements / Math.max(1, width)));
    }
    boolean perChannel = op.weightScales().size() > 1;
    Channels channels =
        channels(
            node,
            node.biases(2, outputs),
            w,
            op.input().zeroPoint(),
            op.weightScales(),
            // With one scale the product of both is rounded to f32 first.
            scale ->
                perChannel
                    ? op.input().scale() * scale / op.output().scale()
                    : (double) (op.input().scale() * (float) scale) / op.output().scale());
    return new Layer.FullyConnected(
        node.name(),
        node.input(0),
        node.node().output(),
        width,
        outputs,
        blocks(w, outputs, width),
        new Layer.Stage(
            filled(channels, Math.ceilDiv(outputs, 4) * 4),
            op.output().zeroPoint(),
            op.limits(),
            node.rounding() == Rounding.TFLM));
  }

  private static Channels channels(
      NodeView node,
      int[] biases,
      byte[] w,
      int inZero,
      List<Float> weightScales,
      DoubleUnaryOperator factorOfScale) {
    int count = biases.length;
    if (weightScales.size() != 1 && weightScales.size() != count) {
      throw node.refused(
          "has %d weight scales for %d channels".formatted(weightScales.size(), count));
    }
    int[] mantissas = new int[count];
    int[] shifts = new int[count];
    int[] folded = new int[count];
    int taps = w.length / Math.max(1, count);
    for (int o = 0; o < count; o++) {
      long sum = 0;
      long most = 0;
      for (int k = 0; k < taps; k++) {
        sum += w[o * taps + k];
        most += 128L * Math.abs(w[o * taps + k]);
      }
      long bias = biases[o] - inZero * sum;
      if (Math.abs(bias) + most >= MOST_SUM) {
        throw node.refused(
            "can reach sums of %d in channel %d; kernels take sums below 2^30"
                .formatted(Math.abs(bias) + most, o));
      }
      folded[o] = (int) bias;
      double factor = factorOfScale.applyAsDouble(weightScales.get(weightScales.size() == 1 ? 0 : o));
      FixedPointMultiplier multiplier = FixedPointMultiplier.of(factor);
      mantissas[o] = multiplier.mantissa();
      if (multiplier.mantissa() != 0 && multiplier.exponent() > -1) {
        throw node.refused(
            "multiplies the sums of channel %d by %.3g; kernels take factors below 0.5"
                .formatted(o, factor));
      }
      shifts[o] = multiplier.mantissa() == 0 ? 0 : -multiplier.exponent() - 1;
    }
    return new Channels(folded, mantissas, shifts);
  }

  private static Channels filled(Channels channels, int count) {
    return new Channels(
        java.util.Arrays.copyOf(channels.biases(), count),
        java.util.Arrays.copyOf(channels.mantissas(), count),
        java.util.Arrays.copyOf(channels.shifts(), count));
  }

  private static byte[] filledRows(byte[] w, int rows, int width, int filledWidth) {
    byte[] filled = new byte[rows * filledWidth];
    for (int row = 0; row < rows; row++) {
      System.arraycopy(w, row * width, filled, row * filledWidth, width);
    }
    return filled;
  }

  private static byte[] blocks(byte[] w, int outputs, int width) {
    int groups = Math.ceilDiv(width, 4);
    byte[] blocks = new byte[Math.ceilDiv(outputs, 4) * groups * 16];
    for (int o = 0; o < outputs; o++) {
      for (int k = 0; k < width; k++) {
        blocks[(o / 4 * groups + k / 4) * 16 + o % 4 * 4 + k % 4] = w[o * width + k];
      }
    }
    return blocks;
  }
}
