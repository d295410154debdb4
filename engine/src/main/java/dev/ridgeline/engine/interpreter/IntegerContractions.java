package dev.ridgeline.engine.interpreter;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.integer.OnnxQuantisation;
import dev.ridgeline.core.op.Quantise;
import dev.ridgeline.core.op.Window;
import dev.ridgeline.core.tensor.DType;
import java.util.Optional;

/**
 * Sums of products of small integers, exact: the products of 8-bit numbers and their sums are whole
 * numbers far below 2^53, so that f64 holds them all.
 */
final class IntegerContractions {
  private IntegerContractions() {}

  static Array conv(Quantise.ConvInteger op, Operands in, Threads threads) {
    Array x = in.get(0);
    Array w = in.get(1);
    Sums sums =
        conv(
            op.window(),
            op.groups(),
            x,
            centred(x, in.optional(2), -1),
            w,
            centred(w, in.optional(3), 0),
            threads);
    return sums.whole();
  }

  static Array qlinearConv(Quantise.QLinearConv op, Operands in, Threads threads) {
    Array x = in.get(0);
    Array w = in.get(3);
    Sums sums =
        conv(
            op.window(),
            op.groups(),
            x,
            centred(x, in.optional(2), -1),
            w,
            centred(w, in.optional(5), 0),
            threads);
    Array y = Array.zeros(in.get(7).dtype, sums.dims());
    int plane = sums.dims()[1] == 0 ? 1 : y.size / Math.max(1, sums.dims()[0] * sums.dims()[1]);
    for (int i = 0; i < y.size; i++) {
      int channel = i / plane % sums.dims()[1];
      long sum = (long) sums.values()[i] + (in.has(8) ? in.get(8).whole(channel) : 0);
      y.setWhole(i, requantised(sum, in, channel));
    }
    return y;
  }

  /** Inputs 1, 4, 6 and 7 are the scales of both factors and of the result, and its zero point. */
  private static long requantised(long sum, Operands in, int channel) {
    Array wScale = in.get(4);
    float multiplier =
        OnnxQuantisation.multiplier(
            (float) in.get(1).real(0),
            (float) wScale.real(wScale.size == 1 ? 0 : channel),
            (float) in.get(6).real(0));
    return OnnxQuantisation.requantise(sum, multiplier, in.get(7).whole(0), in.get(7).dtype);
  }

  /** Sums and their shape. */
  private record Sums(int[] dims, double[] values) {
    Array whole() {
      Array y = Array.zeros(DType.I32, dims);
      for (int i = 0; i < y.size; i++) {
        y.setWhole(i, (long) values[i]);
      }
      return y;
    }
  }

  private static Sums conv(
      Window given, long groups, Array x, double[] xs, Array w, double[] ws, Threads threads) {
    WindowGeometry window = ContractionKernels.window(given, x);
    double[] sums =
        ConvKernel.run(window, x.dims, xs, w.dims, ws, Math.toIntExact(groups), threads);
    return new Sums(ConvKernel.outDims(window, x.dims[0], w.dims[0]), sums);
  }

  /**
   * Elements less their zero point: one for all, or one an index of {@code axis} (negative from the
   * end).
   */
  private static double[] centred(Array x, Optional<Array> zero, int axis) {
    double[] values = x.reals();
    if (zero.isEmpty()) {
      return values;
    }
    Array zeros = zero.get();
    int at = Array.axis(axis, x.rank());
    int inner = Strided.strides(x.dims)[at];
    if (zeros.size != 1 && zeros.size != x.dims[at]) {
      throw new UserError("%d zero points do not fit axis %d of %s".formatted(zeros.size, at, x));
    }
    for (int i = 0; i < values.length; i++) {
      values[i] -= zeros.real(zeros.size == 1 ? 0 : i / inner % x.dims[at]);
    }
    return values;
  }

  static Array matMul(Operands in, Threads threads) {
    Array product = product(in.get(0), in.optional(2), in.get(1), in.optional(3), threads);
    Array y = Array.zeros(DType.I32, product.dims);
    for (int i = 0; i < y.size; i++) {
      y.setWhole(i, product.whole(i));
    }
    return y;
  }

  static Array qlinearMatMul(Operands in, Threads threads) {
    Array product = product(in.get(0), in.optional(2), in.get(3), in.optional(5), threads);
    Array y = Array.zeros(in.get(7).dtype, product.dims);
    int columns = product.rank() == 0 ? 1 : product.dims[product.rank() - 1];
    for (int i = 0; i < y.size; i++) {
      y.setWhole(i, requantised(product.whole(i), in, i % columns));
    }
    return y;
  }

  /** Zero points of a are for all or by row, those of b for all or by column. */
  private static Array product(
      Array a, Optional<Array> aZero, Array b, Optional<Array> bZero, Threads threads) {
    double[] as = centred(a, aZero, a.rank() > 1 ? -2 : -1);
    double[] bs = centred(b, bZero, -1);
    return MatMulKernel.run(new DoubleArray(a.dims, as), new DoubleArray(b.dims, bs), threads);
  }
}
