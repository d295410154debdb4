package dev.ridgeline.engine.interpreter;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.op.Contraction;
import dev.ridgeline.core.op.Window;
import java.util.Arrays;

/**
 * The transposed convolution: every input element adds the filter, times itself, to the output.
 *
 * <p><b>Shapes.</b> x [N, C, spatial...], filters [C, O / groups, kernel...], result [N, O,
 * out...].
 */
final class ConvTransposeKernel {
  private ConvTransposeKernel() {}

  static Array run(Contraction.ConvTranspose op, Operands in, Threads threads) {
    Array x = in.get(0);
    Array w = in.get(1);
    int groups = Math.toIntExact(op.groups());
    if (x.rank() < 3 || x.rank() != w.rank() || x.dims[1] != w.dims[0] || x.dims[1] % groups != 0) {
      throw new UserError("filters %s do not fit an input %s".formatted(w, x));
    }
    // Seen from the output, the input's positions are those of an ordinary window.
    WindowGeometry window = geometry(op, Arrays.copyOfRange(x.dims, 2, x.rank()));
    int perGroup = x.dims[1] / groups;
    int outPerGroup = w.dims[1];
    int filters = outPerGroup * groups;
    int kernel = window.kernelElements();
    int positions = window.outElements();
    int plane = window.inElements();
    double[] xs = x.reals();
    double[] ws = transposed(w, groups, perGroup, outPerGroup * kernel);
    double[] y = new double[Array.elements(x.dims[0], filters, plane)];
    threads.each(
        x.dims[0] * groups,
        task -> {
          int rows = outPerGroup * kernel;
          double[] columns = new double[Array.elements(rows, positions)];
          DoubleGemm.multiply(
              rows,
              positions,
              perGroup,
              new DoubleGemm.Matrix(ws, task % groups * rows * perGroup, perGroup),
              new DoubleGemm.Matrix(xs, task * perGroup * positions, positions),
              new DoubleGemm.Matrix(columns, 0, positions));
          for (int row = 0; row < rows; row++) {
            int to = (task * outPerGroup + row / kernel) * plane;
            for (int p = 0; p < positions; p++) {
              int at = window.under(p, row % kernel);
              if (at >= 0) {
                y[to + at] += columns[row * positions + p];
              }
            }
          }
        });
    int[] dims = x.dims.clone();
    dims[1] = filters;
    System.arraycopy(window.in(), 0, dims, 2, window.axes());
    return ConvKernel.rounded(x.dtype, dims, y, ContractionKernels.bias(in, 2));
  }

  /** [groups][O/groups * kernel][C/groups] of [C][O/groups * kernel]. */
  private static double[] transposed(Array w, int groups, int perGroup, int rows) {
    double[] ws = new double[w.size];
    for (int g = 0; g < groups; g++) {
      for (int c = 0; c < perGroup; c++) {
        for (int r = 0; r < rows; r++) {
          ws[(g * rows + r) * perGroup + c] = w.real((g * perGroup + c) * rows + r);
        }
      }
    }
    return ws;
  }

  private static WindowGeometry geometry(Contraction.ConvTranspose op, int[] spatial) {
    Window window = op.window();
    int axes = window.axes();
    if (axes != spatial.length) {
      throw new UserError(
          "a window over %d axes does not fit %d spatial axes".formatted(axes, spatial.length));
    }
    int[] begin = WindowGeometry.ints(window.padsBegin());
    int[] end = WindowGeometry.ints(window.padsEnd());
    int[] strides = WindowGeometry.ints(window.strides());
    int[] out = new int[axes];
    for (int i = 0; i < axes; i++) {
      int extra = op.outputPadding().isEmpty() ? 0 : Math.toIntExact(op.outputPadding().get(i));
      int full = (spatial[i] - 1) * strides[i] + Math.toIntExact(window.extent(i)) + extra;
      if (!op.outputShape().isEmpty() || window.autoPad() != Window.AutoPad.EXPLICIT) {
        out[i] =
            op.outputShape().isEmpty()
                ? spatial[i] * strides[i]
                : Math.toIntExact(op.outputShape().get(i));
        int total = Math.max(0, full - out[i]);
        boolean upper = window.autoPad() == Window.AutoPad.SAME_UPPER;
        begin[i] = upper ? total / 2 : total - total / 2;
        end[i] = total - begin[i];
      } else {
        out[i] = full - begin[i] - end[i];
      }
    }
    return new WindowGeometry(
        out,
        spatial,
        WindowGeometry.ints(window.kernel()),
        strides,
        WindowGeometry.ints(window.dilations()),
        begin,
        end);
  }
}
