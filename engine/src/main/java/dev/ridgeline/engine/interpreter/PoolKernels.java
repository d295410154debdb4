package dev.ridgeline.engine.interpreter;

import dev.ridgeline.core.op.Pool;
import dev.ridgeline.core.tensor.DType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Pools under a window and over whole images. */
final class PoolKernels {
  private PoolKernels() {}

  static List<Array> run(Pool op, Operands in) {
    Array x = in.get(0);
    return switch (op) {
      case Pool.MaxPool o -> max(o, x);
      case Pool.AveragePool o -> List.of(average(o, x));
      case Pool.LpPool o -> List.of(lp(o, x));
      case Pool.Global o -> List.of(global(o, x));
      case Pool.Resize o -> List.of(ResizeKernel.run(o, in));
    };
  }

  private static List<Array> max(Pool.MaxPool op, Array given) {
    Array x = ContractionKernels.channelsFirst(given, op.layout());
    WindowGeometry window = ContractionKernels.window(op.window(), x, op.ceilMode());
    int[] dims = ConvKernel.outDims(window, x.dims[0], x.dims[1]);
    Array y = x.like(dims);
    Array indices = Array.zeros(DType.I64, dims);
    int[][] under = under(window);
    int plane = window.inElements();
    var order = ReduceKernels.order(x);
    for (int i = 0; i < y.size; i++) {
      int image = i / under.length * plane;
      int best = -1;
      for (int at : under[i % under.length]) {
        best = best < 0 || order.compare(image + at, best) > 0 ? image + at : best;
      }
      if (best < 0) {
        throw new UnsupportedValue("a maximum over padding alone is not defined");
      }
      y.copy(i, x, best, 1);
      indices.setWhole(i, op.columnMajorIndices() ? columnMajor(best, plane, window.in()) : best);
    }
    return List.of(
        ContractionKernels.channelsLast(y, op.layout()),
        ContractionKernels.channelsLast(indices, op.layout()));
  }

  private static int columnMajor(int flat, int plane, int[] dims) {
    int at = 0;
    int stride = 1;
    for (int axis = 0; axis < dims.length; axis++) {
      at += WindowGeometry.coordinate(flat % plane, dims, axis) * stride;
      stride *= dims[axis];
    }
    return flat / plane * plane + at;
  }

  /** For every output position the elements of the input under the window. */
  private static int[][] under(WindowGeometry window) {
    return IntStream.range(0, window.outElements())
        .mapToObj(o ->
            IntStream.range(0, window.kernelElements())
                .map(k -> window.under(o, k))
                .filter(at -> at >= 0)
                .toArray())
        .toArray(int[][]::new);
  }

  private static Array average(Pool.AveragePool op, Array given) {
    Array x = ContractionKernels.channelsFirst(given, op.layout());
    WindowGeometry window = ContractionKernels.window(op.window(), x, op.ceilMode());
    Array y = x.like(ConvKernel.outDims(window, x.dims[0], x.dims[1]));
    int[][] under = under(window);
    int plane = window.inElements();
    for (int i = 0; i < y.size; i++) {
      int o = i % under.length;
      double sum = 0;
      for (int at : under[o]) {
        sum += x.real(i / under.length * plane + at);
      }
      y.setReal(i, sum / (op.countIncludePad() ? padded(window, o) : under[o].length));
    }
    return ContractionKernels.channelsLast(y, op.layout());
  }

  /** Elements under the window in input and padding, but not beyond. */
  private static int padded(WindowGeometry window, int o) {
    int count = 1;
    for (int axis = 0; axis < window.axes(); axis++) {
      int first =
          WindowGeometry.coordinate(o, window.out(), axis) * window.strides()[axis]
              - window.begin()[axis];
      int limit = window.in()[axis] + window.end()[axis];
      int inside = 0;
      for (int k = 0; k < window.kernel()[axis]; k++) {
        inside += first + k * window.dilations()[axis] < limit ? 1 : 0;
      }
      count *= inside;
    }
    return count;
  }

  private static Array lp(Pool.LpPool op, Array given) {
    Array x = ContractionKernels.channelsFirst(given, op.layout());
    WindowGeometry window = ContractionKernels.window(op.window(), x, op.ceilMode());
    Array y = x.like(ConvKernel.outDims(window, x.dims[0], x.dims[1]));
    int[][] under = under(window);
    int plane = window.inElements();
    for (int i = 0; i < y.size; i++) {
      double sum = 0;
      for (int at : under[i % under.length]) {
        sum += Math.pow(Math.abs(x.real(i / under.length * plane + at)), op.p());
      }
      y.setReal(i, Math.pow(sum, 1.0 / op.p()));
    }
    return ContractionKernels.channelsLast(y, op.layout());
  }

  private static Array global(Pool.Global op, Array given) {
    Array x = ContractionKernels.channelsFirst(given, op.layout());
    int[] dims = x.dims.clone();
    Arrays.fill(dims, 2, dims.length, 1);
    Array y = x.like(dims);
    int plane = y.size == 0 ? 0 : x.size / y.size;
    for (int i = 0; i < y.size; i++) {
      double sum = 0;
      double most = Double.NEGATIVE_INFINITY;
      for (int j = 0; j < plane; j++) {
        double v = x.real(i * plane + j);
        most = Math.max(most, v);
        sum += op.kind() == Pool.GlobalKind.LP ? Math.pow(Math.abs(v), op.p()) : v;
      }
      y.setReal(
          i,
          switch (op.kind()) {
            case AVERAGE -> sum / plane;
            case MAX -> most;
            case LP -> Math.pow(sum, 1.0 / op.p());
          });
    }
    return ContractionKernels.channelsLast(y, op.layout());
  }
}
