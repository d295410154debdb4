package dev.ridgeline.engine.convert;

import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.op.Window;
import dev.ridgeline.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** Windows and constants of one spatial axis as those of two. */
final class Windows {
  private Windows() {}

  /** The window with a first axis of size 1 where it has one axis only. */
  static Window two(Window window) {
    if (window.axes() != 1) {
      return window;
    }
    return new Window(
        before(1L, window.kernel()),
        before(1L, window.strides()),
        before(1L, window.dilations()),
        before(0L, window.padsBegin()),
        before(0L, window.padsEnd()),
        window.autoPad());
  }

  private static List<Long> before(long first, List<Long> rest) {
    List<Long> all = new ArrayList<>(List.of(first));
    all.addAll(rest);
    return all;
  }

  /** The constant as it broadcasts, without the axes of size 1 before its others. */
  static Constant withoutLeadingOnes(Constant constant) {
    long[] sizes = constant.type().shape().sizes();
    int skipped = 0;
    while (skipped < sizes.length - 1 && sizes[skipped] == 1) {
      skipped++;
    }
    long[] left = java.util.Arrays.copyOfRange(sizes, skipped, sizes.length);
    return FloatConstants.reshaped(constant, Shape.of(left));
  }
}
