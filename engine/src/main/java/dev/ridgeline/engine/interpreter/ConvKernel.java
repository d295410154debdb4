package dev.ridgeline.engine.interpreter;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.tensor.DType;
import java.util.Arrays;

/**
 * Convolution over any number of spatial axes as a matrix product of the filters with the patches
 * under the window (im2col), patches made in blocks of columns.
 *
 * <p><b>Shapes.</b> x [N, C, spatial...], filters [O, C / groups, kernel...], result [N, O, out...]
 * in f64, so that f32 and integer callers round once.
 */
final class ConvKernel {
  /** Elements of one block of patches: 2 MiB. */
  private static final int BLOCK = 1 << 18;

  private final WindowGeometry window;
  private final int batch;
  private final int channels;
  private final int filters;
  private final int groups;
  private final double[] x;
  private final double[] w;

  private ConvKernel(
      WindowGeometry window, int[] xDims, int[] wDims, int groups, double[] x, double[] w) {
    this.window = window;
    this.batch = xDims[0];
    this.channels = xDims[1];
    this.filters = wDims[0];
    this.groups = groups;
    this.x = x;
    this.w = w;
    if (channels % groups != 0
        || filters % groups != 0
        || wDims[1] != channels / groups
        || !Arrays.equals(window.kernel(), Arrays.copyOfRange(wDims, 2, wDims.length))) {
      throw new UserError(
          "filters %s in %d groups do not fit an input %s under a kernel %s"
              .formatted(
                  Arrays.toString(wDims),
                  groups,
                  Arrays.toString(xDims),
                  Arrays.toString(window.kernel())));
    }
  }

  /** The result's elements; its shape is N, O, then {@code window.out()}. */
  static double[] run(
      WindowGeometry window,
      int[] xDims,
      double[] x,
      int[] wDims,
      double[] w,
      int groups,
      Threads threads) {
    return new ConvKernel(window, xDims, wDims, groups, x, w).run(threads);
  }

  private double[] run(Threads threads) {
    int positions = window.outElements();
    int depth = channels / groups * window.kernelElements();
    int perGroup = filters / groups;
    double[] y = new double[Array.elements(batch, filters, positions)];
    if (positions == 0 || depth == 0) {
      return y;
    }
    int columns = Math.clamp(BLOCK / depth, Math.min(32, positions), positions);
    int blocks = Math.ceilDiv(positions, columns);
    threads.each(
        batch * groups * blocks,
        task -> {
          int image = task / (groups * blocks);
          int group = task / blocks % groups;
          int from = task % blocks * columns;
          int count = Math.min(columns, positions - from);
          double[] patches = new double[depth * count];
          patches(patches, image, group, from, count);
          DoubleGemm.multiply(
              perGroup,
              count,
              depth,
              new DoubleGemm.Matrix(w, group * perGroup * depth, depth),
              new DoubleGemm.Matrix(patches, 0, count),
              new DoubleGemm.Matrix(
                  y, (image * filters + group * perGroup) * positions + from, positions));
        });
    return y;
  }

  private void patches(double[] patches, int image, int group, int from, int count) {
    int perGroup = channels / groups;
    int kernel = window.kernelElements();
    int plane = window.inElements();
    for (int c = 0; c < perGroup; c++) {
      int source = (image * channels + group * perGroup + c) * plane;
      for (int k = 0; k < kernel; k++) {
        int to = (c * kernel + k) * count;
        int o = from;
        while (o < from + count) {
          o += run(patches, to + o - from, source, k, o, from + count);
        }
      }
    }
  }

  /** Fills what lies on one row of the last axis, from output {@code o} on; returns how many. */
  private int run(double[] patches, int to, int source, int k, int o, int limit) {
    int last = window.axes() - 1;
    int width = window.out()[last];
    int column = o % width;
    int count = Math.min(width - column, limit - o);
    int row = rowUnder(o / width, k / window.kernel()[last]);
    if (row < 0) {
      return count;
    }
    int stride = window.strides()[last];
    int first =
        column * stride
            + k % window.kernel()[last] * window.dilations()[last]
            - window.begin()[last];
    int size = window.in()[last];
    int begin = first >= 0 ? 0 : Math.ceilDiv(-first, stride);
    int end = Math.min(count, first >= size ? 0 : (size - 1 - first) / stride + 1);
    int at = source + row * size + first;
    if (stride == 1 && begin < end) {
      System.arraycopy(x, at + begin, patches, to + begin, end - begin);
      return count;
    }
    for (int i = begin; i < end; i++) {
      patches[to + i] = x[at + i * stride];
    }
    return count;
  }

  /** The row of the last axis under the outer kernel element at the outer position; -1: padding. */
  private int rowUnder(int outer, int outerKernel) {
    int row = 0;
    int stride = 1;
    int o = outer;
    int k = outerKernel;
    for (int i = window.axes() - 2; i >= 0; i--) {
      int at =
          o % window.out()[i] * window.strides()[i]
              + k % window.kernel()[i] * window.dilations()[i]
              - window.begin()[i];
      if (at < 0 || at >= window.in()[i]) {
        return -1;
      }
      row += at * stride;
      stride *= window.in()[i];
      o /= window.out()[i];
      k /= window.kernel()[i];
    }
    return row;
  }

  /** Sizes of the result. */
  static int[] outDims(WindowGeometry window, int batch, int filters) {
    int[] dims = new int[window.axes() + 2];
    dims[0] = batch;
    dims[1] = filters;
    System.arraycopy(window.out(), 0, dims, 2, window.axes());
    return dims;
  }

  /** Rounds results, with {@code bias} added by channel, into an array. */
  static Array rounded(DType dtype, int[] dims, double[] y, double[] bias) {
    Array result = Array.zeros(dtype, dims);
    int plane = dims[1] == 0 || dims[0] == 0 ? 1 : Math.max(1, y.length / (dims[0] * dims[1]));
    for (int i = 0; i < y.length; i++) {
      result.setReal(i, bias.length == 0 ? y[i] : y[i] + bias[i / plane % dims[1]]);
    }
    return result;
  }
}
