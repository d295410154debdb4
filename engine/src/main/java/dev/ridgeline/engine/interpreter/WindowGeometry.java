package dev.ridgeline.engine.interpreter;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.op.Window;
import java.util.List;

/**
 * A window over the spatial axes of one input: sizes as ints, pads resolved.
 *
 * @param in sizes of the input's spatial axes
 * @param out positions of the window
 */
record WindowGeometry(
    int[] in, int[] out, int[] kernel, int[] strides, int[] dilations, int[] begin, int[] end) {

  static WindowGeometry of(Window window, int[] spatial, boolean ceilMode) {
    int axes = spatial.length;
    if (axes != window.axes()) {
      throw new UserError(
          "a window over %d axes does not fit %d spatial axes".formatted(window.axes(), axes));
    }
    int[] out = new int[axes];
    int[] begin = ints(window.padsBegin());
    int[] end = ints(window.padsEnd());
    for (int i = 0; i < axes; i++) {
      int stride = Math.toIntExact(window.strides().get(i));
      int extent = Math.toIntExact(window.extent(i));
      if (window.autoPad() != Window.AutoPad.EXPLICIT) {
        out[i] = Math.ceilDiv(spatial[i], stride);
        int total = Math.max(0, (out[i] - 1) * stride + extent - spatial[i]);
        boolean upper = window.autoPad() == Window.AutoPad.SAME_UPPER;
        begin[i] = upper ? total / 2 : total - total / 2;
        end[i] = total - begin[i];
        continue;
      }
      int room = spatial[i] + begin[i] + end[i] - extent;
      if (room < 0) {
        throw new UserError(
            "a window of extent %d does not fit %d elements with %d of padding"
                .formatted(extent, spatial[i], begin[i] + end[i]));
      }
      out[i] = (ceilMode ? Math.ceilDiv(room, stride) : room / stride) + 1;
      // A last position that starts in the padding at the end is left out.
      if (ceilMode && (out[i] - 1) * stride >= spatial[i] + begin[i]) {
        out[i]--;
      }
    }
    return new WindowGeometry(
        spatial,
        out,
        ints(window.kernel()),
        ints(window.strides()),
        ints(window.dilations()),
        begin,
        end);
  }

  static int[] ints(List<Long> list) {
    return list.stream().mapToInt(Math::toIntExact).toArray();
  }

  int axes() {
    return in.length;
  }

  int inElements() {
    return Array.elements(in);
  }

  int outElements() {
    return Array.elements(out);
  }

  int kernelElements() {
    return Array.elements(kernel);
  }

  /** The index along {@code axis} of element {@code flat} of a box of sizes {@code dims}. */
  static int coordinate(int flat, int[] dims, int axis) {
    int rest = flat;
    for (int i = dims.length - 1; i > axis; i--) {
      rest /= dims[i];
    }
    return rest % dims[axis];
  }

  /**
   * The element of the input under kernel element {@code k} at output position {@code o}; -1 in the
   * padding.
   */
  int under(int o, int k) {
    int at = 0;
    int outRest = o;
    int kernelRest = k;
    int stride = 1;
    for (int i = in.length - 1; i >= 0; i--) {
      int position =
          outRest % out[i] * strides[i] + kernelRest % kernel[i] * dilations[i] - begin[i];
      if (position < 0 || position >= in[i]) {
        return -1;
      }
      at += position * stride;
      stride *= in[i];
      outRest /= out[i];
      kernelRest /= kernel[i];
    }
    return at;
  }
}
