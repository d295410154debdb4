package dev.ridgeline.engine.interpreter;

import dev.ridgeline.core.op.Normalise;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Normalisations by the mean and variance of the elements themselves. */
final class StatisticsKernels {
  private StatisticsKernels() {}

  /** Mean and variance, both divided by the count, of the elements at {@code own}. */
  static double[] moments(Array x, int[] own) {
    double sum = 0;
    for (int i : own) {
      sum += x.real(i);
    }
    double mean = sum / own.length;
    double squares = 0;
    for (int i : own) {
      double d = x.real(i) - mean;
      squares += d * d;
    }
    return new double[] {mean, squares / own.length};
  }

  private static double[] moments(Array x, int from, int count) {
    return moments(x, IntStream.range(from, from + count).toArray());
  }

  static Array instanceNorm(Normalise.InstanceNorm op, Array x, Operands in) {
    return byGroups(x, x.dims[1], op.epsilon(), in);
  }

  static Array groupNorm(Normalise.GroupNorm op, Array x, Operands in) {
    return byGroups(x, Math.toIntExact(op.groups()), op.epsilon(), in);
  }

  private static Array byGroups(Array x, int groups, double epsilon, Operands in) {
    int channels = x.dims[1];
    int row = x.size / Math.max(1, x.dims[0] * groups);
    int plane = x.size / Math.max(1, x.dims[0] * channels);
    Array y = x.like(x.dims);
    for (int from = 0; from < x.size; from += row) {
      double[] moments = moments(x, from, row);
      for (int i = from; i < from + row; i++) {
        int c = i / plane % channels;
        double normal = (x.real(i) - moments[0]) / Math.sqrt(moments[1] + epsilon);
        y.setReal(i, normal * in.get(1).real(c) + in.get(2).real(c));
      }
    }
    return y;
  }

  /** Outputs: the result, the mean, one over the deviation. */
  static List<Array> layerNorm(Normalise.LayerNorm op, Array x, Operands in) {
    int axis = Array.axis(op.axis(), x.rank());
    int row = Array.elements(Arrays.copyOfRange(x.dims, axis, x.rank()));
    int[] outer = x.dims.clone();
    Arrays.fill(outer, axis, outer.length, 1);
    Array mean = Array.zeros(dev.ridgeline.core.tensor.DType.F32, outer);
    Array inverse = Array.zeros(dev.ridgeline.core.tensor.DType.F32, outer);
    int[] rowDims = Arrays.copyOfRange(x.dims, axis, x.rank());
    Array scale = Broadcast.to(in.get(1), rowDims);
    Array bias = in.has(2) ? Broadcast.to(in.get(2), rowDims) : scale.like(rowDims);
    Array y = x.like(x.dims);
    for (int r = 0; r < mean.size; r++) {
      double[] moments = moments(x, r * row, row);
      double factor = 1 / Math.sqrt(moments[1] + op.epsilon());
      mean.setReal(r, moments[0]);
      inverse.setReal(r, factor);
      for (int i = 0; i < row; i++) {
        double normal = (x.real(r * row + i) - moments[0]) * factor;
        y.setReal(r * row + i, normal * scale.real(i) + bias.real(i));
      }
    }
    List<Array> results = new ArrayList<>(List.of(y, mean, inverse));
    return results.subList(0, Math.max(1, Math.min(3, in.outputs())));
  }

  static Array rmsNorm(Normalise.RmsNorm op, Array x, Array givenScale) {
    int axis = Array.axis(op.axis(), x.rank());
    int[] rowDims = Arrays.copyOfRange(x.dims, axis, x.rank());
    Array scale = Broadcast.to(givenScale, rowDims);
    int row = scale.size;
    Array y = x.like(x.dims);
    for (int from = 0; from < x.size; from += row) {
      double squares = 0;
      for (int i = 0; i < row; i++) {
        squares += x.real(from + i) * x.real(from + i);
      }
      double factor = 1 / Math.sqrt(squares / row + op.epsilon());
      for (int i = 0; i < row; i++) {
        y.setReal(from + i, x.real(from + i) * factor * scale.real(i));
      }
    }
    return y;
  }

  /** The standard's constant keeps the divisor from zero. */
  static Array meanVariance(Normalise.MeanVariance op, Array x) {
    int[] axes = op.axes().stream().mapToInt(a -> Array.axis(a, x.rank())).toArray();
    AxisLast rows = AxisLast.of(x, axes);
    Array y = x.like(rows.turned().dims);
    for (int r = 0; r < rows.rows(); r++) {
      int from = r * rows.length();
      double[] moments = moments(rows.turned(), from, rows.length());
      for (int i = from; i < from + rows.length(); i++) {
        y.setReal(i, (rows.turned().real(i) - moments[0]) / (Math.sqrt(moments[1]) + 1e-9));
      }
    }
    return rows.back(y);
  }
}
