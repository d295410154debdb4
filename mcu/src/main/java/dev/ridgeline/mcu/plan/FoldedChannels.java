package dev.ridgeline.mcu.plan;

import dev.ridgeline.core.integer.Affine;
import dev.ridgeline.core.integer.FixedPointMultiplier;
import dev.ridgeline.core.integer.Limits;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * Channels as kernels compute them: the input's zero point in the bias, the factor in fixed point.
 * Kernels double their sums, which must therefore stay below 2^30. A channel that can reach more
 * but whose result is the same for all its sums (a filter that is switched off by its bias) gets
 * weights of zero and the bias that gives this result.
 *
 * @param weights of each channel, one after the other
 */
record FoldedChannels(Channels channels, byte[] weights) {
  private static final long MOST_SUM = 1L << 30;

  /** What a channel sums up: biases, weights of the channels one after the other, zero point. */
  record Filters(int[] biases, byte[] weights, int inZero) {}

  /** What makes sums into results. */
  record Scaling(
      List<Float> weightScales,
      DoubleUnaryOperator factorOfScale,
      Affine output,
      Limits limits,
      boolean away) {}

  static FoldedChannels of(NodeView node, Filters filters, Scaling scaling) {
    int count = filters.biases().length;
    int scales = scaling.weightScales().size();
    if (scales != 1 && scales != count) {
      throw node.refused("has %d weight scales for %d channels".formatted(scales, count));
    }
    FoldedChannels folded =
        new FoldedChannels(
            new Channels(new int[count], new int[count], new int[count]),
            filters.weights().clone());
    for (int o = 0; o < count; o++) {
      double factor =
          scaling
              .factorOfScale()
              .applyAsDouble((double) scaling.weightScales().get(scales == 1 ? 0 : o));
      folded.fold(node, filters, scaling, o, factor);
    }
    return folded;
  }

  private void fold(NodeView node, Filters filters, Scaling scaling, int o, double factor) {
    FixedPointMultiplier multiplier = FixedPointMultiplier.of(factor);
    if (multiplier.mantissa() != 0 && multiplier.exponent() > -1) {
      throw node.refused(
          "multiplies the sums of channel %d by %.3g; kernels take factors below 0.5"
              .formatted(o, factor));
    }
    int taps = weights.length / channels.count();
    long bias = filters.biases()[o];
    long reach = 0;
    for (int k = o * taps; k < (o + 1) * taps; k++) {
      bias -= (long) filters.inZero() * weights[k];
      reach += 128L * Math.abs(weights[k]);
    }
    if (Math.abs(bias) + reach < MOST_SUM) {
      channels.biases()[o] = (int) bias;
      channels.mantissas()[o] = multiplier.mantissa();
      channels.shifts()[o] = multiplier.mantissa() == 0 ? 0 : -multiplier.exponent() - 1;
      return;
    }
    long least = bias - reach;
    long most = bias + reach;
    if (least < Integer.MIN_VALUE
        || most > Integer.MAX_VALUE
        || result(scaling, multiplier, (int) least) != result(scaling, multiplier, (int) most)) {
      throw node.refused(
          "can reach sums of %d in channel %d; kernels take sums below 2^30"
              .formatted(Math.max(Math.abs(least), Math.abs(most)), o));
    }
    // A quarter of the bias is what the kernel adds to the zero point.
    java.util.Arrays.fill(weights, o * taps, (o + 1) * taps, (byte) 0);
    channels.biases()[o] =
        4 * (result(scaling, multiplier, (int) bias) - scaling.output().zeroPoint());
    channels.mantissas()[o] = 1 << 30;
    channels.shifts()[o] = 0;
  }

  private static int result(Scaling scaling, FixedPointMultiplier multiplier, int sum) {
    int scaled = scaling.away() ? multiplier.halfAwayFromZero(sum) : multiplier.halfUp(sum);
    return scaling.limits().clamp((long) scaled + scaling.output().zeroPoint());
  }
}
