package dev.ridgeline.engine.interpreter;

import java.util.stream.IntStream;

/** Cuts a box, with steps, out of an array. Bounds outside the axis are clamped, as numpy does. */
final class SliceKernel {
  private SliceKernel() {}

  static Array run(Operands in) {
    Array x = in.get(0);
    long[] starts = in.get(1).wholes();
    long[] ends = in.get(2).wholes();
    long[] axes =
        in.has(3) ? in.get(3).wholes() : IntStream.range(0, starts.length).asLongStream().toArray();
    int[] strides = Strided.strides(x.dims);
    int[] dims = x.dims.clone();
    int offset = 0;
    for (int i = 0; i < starts.length; i++) {
      int axis = Array.axis(axes[i], x.rank());
      long step = in.has(4) ? in.get(4).whole(i) : 1;
      if (step == 0) {
        throw new UnsupportedValue("a slice with step 0 is not defined");
      }
      long size = x.dims[axis];
      long start = bound(starts[i], size, step);
      long end = bound(ends[i], size, step);
      long count = step > 0 ? Math.ceilDiv(end - start, step) : Math.ceilDiv(start - end, -step);
      dims[axis] = (int) Math.max(0, count);
      if (dims[axis] > 0) {
        offset += (int) start * strides[axis];
      }
      strides[axis] = dims[axis] > 1 ? Math.toIntExact(strides[axis] * step) : 0;
    }
    return Strided.gather(x, offset, strides, dims);
  }

  private static long bound(long given, long size, long step) {
    long value = given < 0 ? Math.max(given, Long.MIN_VALUE + size) + size : given;
    return step > 0 ? Math.clamp(value, 0, size) : Math.clamp(value, -1, size - 1);
  }
}
