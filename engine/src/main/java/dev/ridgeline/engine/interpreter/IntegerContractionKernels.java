package dev.ridgeline.engine.interpreter;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.integer.Limits;
import dev.ridgeline.core.integer.Requantiser;
import dev.ridgeline.core.integer.Rounding;
import dev.ridgeline.core.op.IntegerOp;
import dev.ridgeline.core.tensor.DType;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleFunction;

/**
 * Sums of products of i8 values in i32, which wraps around as in the kernels that they follow, then
 * brought to the result's scale. Padding adds nothing.
 */
final class IntegerContractionKernels {
  private IntegerContractionKernels() {}

  /** What turns the sums of output channel o into results. */
  private record Stage(int[] bias, Requantiser[] requantisers, int zeroPoint, Limits limits) {
    int apply(int channel, int sum) {
      int scaled = requantisers[requantisers.length == 1 ? 0 : channel].apply(sum + bias[channel]);
      return limits.clamp((long) scaled + zeroPoint);
    }
  }

  private static int[] bias(Operands in, int channels) {
    int[] bias = in.has(2) ? in.get(2).ints() : new int[channels];
    if (bias.length != channels) {
      throw new UserError("%d biases do not fit %d channels".formatted(bias.length, channels));
    }
    return bias;
  }

  private static Requantiser[] requantisers(
      List<Float> weightScales, int channels, DoubleFunction<Requantiser> ofWeightScale) {
    if (weightScales.size() != 1 && weightScales.size() != channels) {
      throw new UserError(
          "%d weight scales do not fit %d channels".formatted(weightScales.size(), channels));
    }
    return weightScales.stream()
        .map(scale -> ofWeightScale.apply((double) scale))
        .toArray(Requantiser[]::new);
  }

  static Array conv(IntegerOp.Conv op, Operands in, Rounding rounding, Threads threads) {
    Array x = in.get(0);
    Array w = in.get(1);
    int channels = x.dims[x.rank() - 1];
    int outChannels = w.dims[0];
    int groups = Math.toIntExact(op.groups());
    int perGroup = w.dims[w.rank() - 1];
    WindowGeometry window =
        WindowGeometry.of(op.window(), Arrays.copyOfRange(x.dims, 1, x.rank() - 1), false);
    if (perGroup * groups != channels
        || outChannels % groups != 0
        || !Arrays.equals(window.kernel(), Arrays.copyOfRange(w.dims, 1, w.rank() - 1))) {
      throw new UserError(
          "filters %s in %d groups do not fit an input %s under a kernel %s"
              .formatted(w, groups, x, Arrays.toString(window.kernel())));
    }
    Stage stage =
        new Stage(
            bias(in, outChannels),
            requantisers(
                op.weightScales(),
                outChannels,
                scale -> {
                  double factor = op.input().scale() * scale / op.output().scale();
                  return op.depthwise()
                      ? Requantiser.of(rounding, factor)
                      : Requantiser.ofMatrixProducts(rounding, factor);
                }),
            op.output().zeroPoint(),
            op.limits());
    int[] dims = new int[x.rank()];
    dims[0] = x.dims[0];
    System.arraycopy(window.out(), 0, dims, 1, window.axes());
    dims[x.rank() - 1] = outChannels;
    Array y = Array.zeros(DType.I8, dims);
    int[] xs = centred(x, op.input().zeroPoint());
    int[] ws = outChannelsLast(w);
    int positions = window.outElements();
    int taps = window.kernelElements();
    int plane = window.inElements();
    threads.each(
        x.dims[0] * positions,
        task -> {
          int image = task / positions;
          int position = task % positions;
          int[] sums = new int[outChannels];
          for (int k = 0; k < taps; k++) {
            int under = window.under(position, k);
            if (under >= 0) {
              int from = (image * plane + under) * channels;
              add(sums, xs, from, ws, k * perGroup * outChannels, groups, perGroup);
            }
          }
          for (int o = 0; o < outChannels; o++) {
            y.setWhole(task * outChannels + o, stage.apply(o, sums[o]));
          }
        });
    return y;
  }

  /** Adds what one element of the kernel gives to the sums of all output channels. */
  private static void add(
      int[] sums, int[] x, int xFrom, int[] w, int wFrom, int groups, int perGroup) {
    int outChannels = sums.length;
    int width = outChannels / groups;
    for (int g = 0; g < groups; g++) {
      for (int c = 0; c < perGroup; c++) {
        int factor = x[xFrom + g * perGroup + c];
        int row = wFrom + c * outChannels;
        for (int o = g * width; o < (g + 1) * width; o++) {
          sums[o] += factor * w[row + o];
        }
      }
    }
  }

  static Array fullyConnected(IntegerOp.FullyConnected op, Operands in, Rounding rounding) {
    Array x = in.get(0);
    Array w = in.get(1);
    int outChannels = w.dims[0];
    int depth = w.dims[1];
    if (depth == 0 || x.size % depth != 0) {
      throw new UserError("weights %s do not fit an input %s".formatted(w, x));
    }
    Stage stage =
        new Stage(
            bias(in, outChannels),
            requantisers(
                op.weightScales(),
                outChannels,
                scale ->
                    Requantiser.ofMatrixProducts(
                        rounding,
                        op.weightScales().size() > 1
                            ? op.input().scale() * scale / op.output().scale()
                            // One scale: the product of both is rounded to f32 first.
                            : (double) (op.input().scale() * (float) scale) / op.output().scale())),
            op.output().zeroPoint(),
            op.limits());
    int rows = x.size / depth;
    int[] dims = {rows, outChannels};
    if (op.keepDims()) {
      dims = x.dims.clone();
      dims[dims.length - 1] = outChannels;
    }
    Array y = Array.zeros(DType.I8, dims);
    int[] xs = centred(x, op.input().zeroPoint());
    int[] ws = outChannelsLast(w);
    for (int row = 0; row < rows; row++) {
      int[] sums = new int[outChannels];
      add(sums, xs, row * depth, ws, 0, 1, depth);
      for (int o = 0; o < outChannels; o++) {
        y.setWhole(row * outChannels + o, stage.apply(o, sums[o]));
      }
    }
    return y;
  }

  private static int[] centred(Array x, int zeroPoint) {
    int[] values = x.ints();
    for (int i = 0; i < values.length; i++) {
      values[i] -= zeroPoint;
    }
    return values;
  }

  /** Weights [O, ..., I] as [..., I, O], so that the inner loop runs over outputs. */
  private static int[] outChannelsLast(Array w) {
    int outChannels = w.dims[0];
    int inner = outChannels == 0 ? 0 : w.size / outChannels;
    int[] moved = new int[w.size];
    for (int o = 0; o < outChannels; o++) {
      for (int i = 0; i < inner; i++) {
        moved[i * outChannels + o] = (int) w.whole(o * inner + i);
      }
    }
    return moved;
  }
}
