package dev.ridgeline.engine.interpreter;

import dev.ridgeline.core.integer.Affine;
import dev.ridgeline.core.integer.IntegerFunction;
import dev.ridgeline.core.integer.IntegerMean;
import dev.ridgeline.core.integer.IntegerSoftmax;
import dev.ridgeline.core.integer.IntegerSum;
import dev.ridgeline.core.integer.Limits;
import dev.ridgeline.core.integer.Requantiser;
import dev.ridgeline.core.integer.Rounding;
import dev.ridgeline.core.integer.SpatialMean;
import dev.ridgeline.core.op.IntegerOp;
import dev.ridgeline.core.op.Window;
import dev.ridgeline.core.tensor.DType;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;

/** Operators on i8 values that stand for reals, channels last. */
final class IntegerKernels {
  private IntegerKernels() {}

  static Array run(IntegerOp op, Operands in, Rounding rounding, Threads threads) {
    Array x = in.get(0);
    return switch (op) {
      case IntegerOp.Conv o -> IntegerContractionKernels.conv(o, in, rounding, threads);
      case IntegerOp.FullyConnected o -> IntegerContractionKernels.fullyConnected(o, in, rounding);
      case IntegerOp.Add o -> {
        IntegerSum sum = new IntegerSum(rounding, o.a(), o.b(), o.output(), o.limits(), false);
        yield both(x, in.get(1), sum::apply);
      }
      case IntegerOp.Sub o -> {
        IntegerSum sum = new IntegerSum(rounding, o.a(), o.b(), o.output(), o.limits(), true);
        yield both(x, in.get(1), sum::apply);
      }
      case IntegerOp.Mul o -> both(x, in.get(1), product(o, rounding));
      case IntegerOp.AveragePool o -> pool(x, o.window(), o.limits(), true);
      case IntegerOp.MaxPool o -> pool(x, o.window(), o.limits(), false);
      case IntegerOp.Softmax o ->
          softmax(x, new IntegerSoftmax(rounding, o.input(), o.beta(), o.output()));
      case IntegerOp.Logistic o ->
          table(x, IntegerFunction.logistic(rounding, o.input(), o.output()));
      case IntegerOp.Tanh o -> table(x, IntegerFunction.tanh(rounding, o.input(), o.output()));
      case IntegerOp.Mean o -> mean(o, x, rounding);
      case IntegerOp.Rescale o -> each(x, rescale(o, rounding));
      case IntegerOp.FromReal o -> fromReal(x, o.output(), rounding);
      case IntegerOp.ToReal o -> toReal(x, o.input());
    };
  }

  private static IntBinaryOperator product(IntegerOp.Mul op, Rounding rounding) {
    // The factor is computed in f32.
    Requantiser requantiser =
        Requantiser.of(rounding, (double) (op.a().scale() * op.b().scale() / op.output().scale()));
    return (a, b) ->
        op.limits()
            .clamp(
                (long) requantiser.apply((a - op.a().zeroPoint()) * (b - op.b().zeroPoint()))
                    + op.output().zeroPoint());
  }

  private static IntUnaryOperator rescale(IntegerOp.Rescale op, Rounding rounding) {
    Requantiser requantiser =
        Requantiser.of(rounding, (double) op.input().scale() / op.output().scale());
    return q ->
        op.limits()
            .clamp((long) requantiser.apply(q - op.input().zeroPoint()) + op.output().zeroPoint());
  }

  private static Array both(Array a, Array b, IntBinaryOperator function) {
    int[] dims = Broadcast.dims(a.dims, b.dims);
    Array x = Broadcast.to(a, dims);
    Array z = Broadcast.to(b, dims);
    Array y = Array.zeros(DType.I8, dims);
    for (int i = 0; i < y.size; i++) {
      y.setWhole(i, function.applyAsInt((int) x.whole(i), (int) z.whole(i)));
    }
    return y;
  }

  private static Array each(Array x, IntUnaryOperator function) {
    Array y = Array.zeros(DType.I8, x.dims);
    for (int i = 0; i < y.size; i++) {
      y.setWhole(i, function.applyAsInt((int) x.whole(i)));
    }
    return y;
  }

  private static Array table(Array x, int[] table) {
    return each(x, q -> table[q + 128]);
  }

  private static Array softmax(Array x, IntegerSoftmax softmax) {
    Array y = Array.zeros(DType.I8, x.dims);
    int length = x.rank() == 0 ? 1 : x.dims[x.rank() - 1];
    int[] row = new int[length];
    for (int from = 0; from < x.size; from += length) {
      for (int i = 0; i < length; i++) {
        row[i] = (int) x.whole(from + i);
      }
      int[] result = softmax.row(row);
      for (int i = 0; i < length; i++) {
        y.setWhole(from + i, result[i]);
      }
    }
    return y;
  }

  private static Array pool(Array x, Window given, Limits limits, boolean average) {
    WindowGeometry window =
        WindowGeometry.of(given, Arrays.copyOfRange(x.dims, 1, x.rank() - 1), false);
    int channels = x.dims[x.rank() - 1];
    int[] dims = x.dims.clone();
    System.arraycopy(window.out(), 0, dims, 1, window.axes());
    Array y = Array.zeros(DType.I8, dims);
    int positions = window.outElements();
    int plane = window.inElements();
    for (int at = 0; at < x.dims[0] * positions; at++) {
      int image = at / positions;
      for (int c = 0; c < channels; c++) {
        int sum = 0;
        int most = limits.least();
        int count = 0;
        for (int k = 0; k < window.kernelElements(); k++) {
          int under = window.under(at % positions, k);
          if (under >= 0) {
            int value = (int) x.whole((image * plane + under) * channels + c);
            sum += value;
            most = Math.max(most, value);
            count++;
          }
        }
        int value = average ? rounded(sum, count) : most;
        y.setWhole(at * channels + c, limits.clamp(value));
      }
    }
    return y;
  }

  /** The quotient rounded half away from zero. */
  private static int rounded(int sum, int count) {
    if (count == 0) {
      return 0;
    }
    return sum > 0 ? (sum + count / 2) / count : (sum - count / 2) / count;
  }

  private static Array mean(IntegerOp.Mean op, Array x, Rounding rounding) {
    int[] kept = x.dims.clone();
    op.axes().forEach(axis -> kept[axis] = 1);
    int[] sums = new int[Array.elements(kept)];
    int[] strides = Strided.strides(kept);
    for (int i = 0; i < x.size; i++) {
      int to = 0;
      int rest = i;
      for (int axis = x.rank() - 1; axis >= 0; axis--) {
        to += kept[axis] == 1 ? 0 : rest % x.dims[axis] * strides[axis];
        rest /= x.dims[axis];
      }
      sums[to] += (int) x.whole(i);
    }
    int count = sums.length == 0 ? 1 : Math.max(1, x.size / sums.length);
    IntUnaryOperator mean =
        rounding == Rounding.TFLITE_DESKTOP
                && op.keepDims()
                && x.rank() == 4
                && op.axes().equals(List.of(1, 2))
            ? new SpatialMean(op.input(), op.output(), count)::of
            : new IntegerMean(rounding, op.input(), op.output(), count)::of;
    int[] dims =
        op.keepDims()
            ? kept
            : java.util.stream.IntStream.range(0, x.rank())
                .filter(axis -> !op.axes().contains(axis))
                .map(axis -> x.dims[axis])
                .toArray();
    Array y = Array.zeros(DType.I8, dims);
    for (int i = 0; i < sums.length; i++) {
      y.setWhole(i, mean.applyAsInt(sums[i]));
    }
    return y;
  }

  private static Array fromReal(Array x, Affine output, Rounding rounding) {
    Array y = Array.zeros(DType.I8, x.dims);
    for (int i = 0; i < x.size; i++) {
      y.setWhole(i, output.nearest((float) x.real(i), rounding));
    }
    return y;
  }

  private static Array toReal(Array x, Affine input) {
    Array y = Array.zeros(DType.F32, x.dims);
    for (int i = 0; i < x.size; i++) {
      y.setReal(i, input.real(x.whole(i)));
    }
    return y;
  }
}
