package dev.ridgeline.mcu.plan;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.integer.Rounding;
import dev.ridgeline.core.op.Window;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A node with its constants and shapes at hand. */
record NodeView(Graph graph, Node node, Rounding rounding, UnaryOperator<String> source) {
  private static final ValueLayout.OfInt I32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Names of TFLite files list all that was fused; the first part suffices. */
  static String shortName(String name) {
    int end = name.indexOf(';');
    return end < 0 ? name : name.substring(0, end);
  }

  String name() {
    return shortName(node.name());
  }

  String input(int index) {
    return source.apply(node.input(index));
  }

  /** Sizes of input {@code index}. */
  long[] sizes(int index) {
    return graph.type(node.input(index)).shape().sizes();
  }

  long[] outputSizes() {
    return graph.type(node.output()).shape().sizes();
  }

  /** The i8 elements of a constant input. */
  byte[] weights(int index) {
    return constant(index).tensor().data().toArray(ValueLayout.JAVA_BYTE);
  }

  /** The i32 elements of a constant input, zeros where it is left out. */
  int[] biases(int index, int count) {
    if (!node.has(index)) {
      return new int[count];
    }
    MemorySegment data = constant(index).tensor().data();
    int[] values = new int[count];
    if (data.byteSize() != 4L * count) {
      throw refused("has %d bytes of biases for %d channels".formatted(data.byteSize(), count));
    }
    MemorySegment.copy(data, I32, 0, values, 0, count);
    return values;
  }

  private Constant constant(int index) {
    return Optional.ofNullable(graph.constants().get(node.input(index)))
        .orElseThrow(() -> refused("has weights that are computed; they must be constant"));
  }

  /** What is wrong with this node; {@code why} goes on after its name. */
  UserError refused(String why) {
    return new UserError(
        "'%s' (%s) cannot be put on a microcontroller: it %s"
            .formatted(name(), node.op().label(), why));
  }

  /**
   * Sizes under a window over height and width.
   *
   * @param filters output channels
   */
  Geometry geometry(Window window, int filters) {
    long[] in = sizes(0);
    long[] out = outputSizes();
    if (in.length != 4 || window.axes() != 2 || in[0] != 1) {
      throw refused("is not over the height and width of one item");
    }
    if (window.dilations().stream().anyMatch(d -> d != 1)) {
      throw refused("is dilated by " + window.dilations() + "; kernels are dense");
    }
    for (long size : new long[] {in[1], in[2], in[3], out[1], out[2], filters}) {
      if (size > Short.MAX_VALUE) {
        throw refused("has a size of %d; at most %d".formatted(size, Short.MAX_VALUE));
      }
    }
    return new Geometry(
        (int) in[1],
        (int) in[2],
        (int) in[3],
        (int) out[1],
        (int) out[2],
        filters,
        (int) (long) window.kernel().get(0),
        (int) (long) window.kernel().get(1),
        (int) (long) window.strides().get(0),
        (int) (long) window.strides().get(1),
        padBefore(window, 0, in[1], out[1]),
        padBefore(window, 1, in[2], out[2]));
  }

  private int padBefore(Window window, int axis, long in, long out) {
    long all = Math.max(0, (out - 1) * window.strides().get(axis) + window.kernel().get(axis) - in);
    long before =
        switch (window.autoPad()) {
          case EXPLICIT -> window.padsBegin().get(axis);
          case SAME_UPPER -> all / 2;
          case SAME_LOWER -> all - all / 2;
        };
    if (before < 0) {
      throw refused("crops its input by " + -before);
    }
    return (int) before;
  }
}
