package dev.ridgeline.engine.interpreter;

import dev.ridgeline.core.op.Pool;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Resampling, axis after axis: every output coordinate has a few inputs with weights. */
final class ResizeKernel {
  private ResizeKernel() {}

  static Array run(Pool.Resize op, Operands in) {
    Array x = in.get(0);
    int rank = x.rank();
    int[] axes =
        op.axes().isEmpty()
            ? IntStream.range(0, rank).toArray()
            : op.axes().stream().mapToInt(a -> Array.axis(a, rank)).toArray();
    int[] dims = x.dims.clone();
    double[] scales = new double[rank];
    Arrays.fill(scales, 1);
    if (in.has(3)) {
      fromSizes(op, x, axes, in.get(3).ints(), dims, scales);
    } else {
      for (int i = 0; i < axes.length; i++) {
        scales[axes[i]] = in.get(2).real(i);
        dims[axes[i]] = (int) Math.floor(x.dims[axes[i]] * scales[axes[i]]);
      }
    }
    double[] roi = new double[2 * rank];
    Arrays.fill(roi, rank, 2 * rank, 1);
    if (in.has(1)) {
      for (int i = 0; i < axes.length; i++) {
        roi[axes[i]] = in.get(1).real(i);
        roi[rank + axes[i]] = in.get(1).real(axes.length + i);
      }
    }
    return resample(op, x, dims, scales, roi);
  }

  private static void fromSizes(
      Pool.Resize op, Array x, int[] axes, int[] sizes, int[] dims, double[] scales) {
    double common = op.aspectRatioPolicy().equals("not_larger") ? Double.MAX_VALUE : 0;
    for (int i = 0; i < axes.length; i++) {
      double scale = (double) sizes[i] / x.dims[axes[i]];
      common =
          op.aspectRatioPolicy().equals("not_larger")
              ? Math.min(common, scale)
              : Math.max(common, scale);
    }
    for (int i = 0; i < axes.length; i++) {
      int axis = axes[i];
      if (op.aspectRatioPolicy().equals("stretch")) {
        dims[axis] = sizes[i];
        scales[axis] = (double) sizes[i] / x.dims[axis];
      } else {
        dims[axis] = (int) Math.floor(common * x.dims[axis] + 0.5);
        scales[axis] = common;
      }
    }
  }

  private static Array resample(
      Pool.Resize op, Array x, int[] dims, double[] scales, double[] roi) {
    double[] values = x.reals();
    int[] at = x.dims.clone();
    int rank = x.rank();
    boolean[][] outside = new boolean[rank][];
    boolean crop = op.coordinates().equals("tf_crop_and_resize");
    for (int axis = 0; axis < rank; axis++) {
      ResizeAxis along =
          new ResizeAxis(op, at[axis], dims[axis], scales[axis], roi[axis], roi[rank + axis]);
      outside[axis] = along.outside();
      if (scales[axis] != 1 || dims[axis] != at[axis] || crop) {
        values = along(values, at, axis, along);
        at[axis] = dims[axis];
      }
    }
    Array y = x.like(dims);
    for (int i = 0; i < y.size; i++) {
      y.setReal(i, values[i]);
    }
    if (crop) {
      extrapolate(y, outside, op.extrapolationValue());
    }
    return y;
  }

  private static double[] along(double[] values, int[] at, int axis, ResizeAxis taps) {
    int[] dims = at.clone();
    dims[axis] = taps.outSize();
    double[] result = new double[Array.elements(dims)];
    int inner = Strided.strides(at)[axis];
    int row = at[axis] * inner;
    for (int i = 0; i < result.length; i++) {
      int o = i / inner % dims[axis];
      int base = i / (inner * dims[axis]) * row + i % inner;
      double sum = 0;
      for (int tap = 0; tap < taps.indices()[o].length; tap++) {
        sum += taps.weights()[o][tap] * values[base + taps.indices()[o][tap] * inner];
      }
      result[i] = sum;
    }
    return result;
  }

  private static void extrapolate(Array y, boolean[][] outside, double value) {
    for (int i = 0; i < y.size; i++) {
      for (int axis = 0; axis < y.rank(); axis++) {
        if (outside[axis][WindowGeometry.coordinate(i, y.dims, axis)]) {
          y.setReal(i, value);
        }
      }
    }
  }
}
