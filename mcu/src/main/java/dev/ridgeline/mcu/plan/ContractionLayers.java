package dev.ridgeline.mcu.plan;

import dev.ridgeline.core.integer.Rounding;
import dev.ridgeline.core.op.IntegerOp;

/** Layers with weights: their weights in their kernels' order. */
final class ContractionLayers {
  private ContractionLayers() {}

  static Layer conv(NodeView node, IntegerOp.Conv op) {
    byte[] w = node.weights(1);
    int filters = (int) node.sizes(1)[0];
    Geometry geometry = node.geometry(op.window(), filters);
    int taps = w.length / Math.max(1, filters);
    boolean away = op.depthwise() || node.rounding() == Rounding.TFLM;
    FoldedChannels folded =
        FoldedChannels.of(
            node,
            new FoldedChannels.Filters(node.biases(2, filters), w, op.input().zeroPoint()),
            new FoldedChannels.Scaling(
                op.weightScales(),
                scale -> op.input().scale() * scale / op.output().scale(),
                op.output(),
                op.limits(),
                away));
    Layer.Stage stage =
        new Layer.Stage(folded.channels(), op.output().zeroPoint(), op.limits(), away);
    String in = node.input(0);
    String out = node.node().output();
    if (op.groups() == 1) {
      int groups = Math.ceilDiv(taps, 4);
      return new Layer.Conv(
          node.name(),
          in,
          out,
          geometry,
          filledRows(folded.weights(), filters, taps, 4 * groups),
          groups,
          op.input().zeroPoint(),
          stage);
    }
    requireDepthwiseKernel(node, op, geometry);
    return new Layer.Depthwise(
        node.name(), in, out, geometry, folded.weights(), op.input().zeroPoint(), stage);
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
    boolean away = node.rounding() == Rounding.TFLM;
    FoldedChannels folded =
        FoldedChannels.of(
            node,
            new FoldedChannels.Filters(node.biases(2, outputs), w, op.input().zeroPoint()),
            new FoldedChannels.Scaling(
                op.weightScales(),
                // With one scale the product of both is rounded to f32 first.
                scale ->
                    perChannel
                        ? op.input().scale() * scale / op.output().scale()
                        : (double) (op.input().scale() * (float) scale) / op.output().scale(),
                op.output(),
                op.limits(),
                away));
    return new Layer.FullyConnected(
        node.name(),
        node.input(0),
        node.node().output(),
        width,
        outputs,
        blocks(folded.weights(), outputs, width),
        new Layer.Stage(
            filled(folded.channels(), Math.ceilDiv(outputs, 4) * 4),
            op.output().zeroPoint(),
            op.limits(),
            away));
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
