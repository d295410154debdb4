package dev.ridgeline.formats.onnx;

import dev.ridgeline.core.op.Window;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.formats.file.Quote;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Reads the attributes that convolutions and pools share. */
final class Windows {
  private Windows() {}

  /** The window of a convolution with the filters of input {@code filters}. */
  static Window convolution(NodeLift node, int filters) {
    Optional<List<Long>> kernel = node.attributes().integers("kernel_shape");
    if (kernel.isPresent() && !kernel.get().isEmpty()) {
      return of(node, kernel.get());
    }
    Shape w = node.shape(filters);
    if (!w.isKnown() || w.rank() < 3) {
      throw new NotFollowed("neither kernel_shape nor the shape of the filters is known");
    }
    List<Long> sizes = new ArrayList<>();
    for (int i = 2; i < w.rank(); i++) {
      sizes.add(w.dim(i).size());
    }
    return of(node, sizes);
  }

  /** The window of a pool, whose kernel is an attribute. */
  static Window pool(NodeLift node) {
    return of(
        node,
        node.attributes()
            .integers("kernel_shape")
            .orElseThrow(() -> node.fail("attribute 'kernel_shape' is missing")));
  }

  private static Window of(NodeLift node, List<Long> kernel) {
    Attributes a = node.attributes();
    int axes = kernel.size();
    if (axes == 0) {
      throw node.fail("its kernel has no axes");
    }
    List<Long> ones = Collections.nCopies(axes, 1L);
    List<Long> zeros = Collections.nCopies(axes, 0L);
    List<Long> strides = orElse(a.integers("strides"), ones);
    List<Long> dilations = orElse(a.integers("dilations"), ones);
    String auto = a.text("auto_pad", "NOTSET");
    return switch (auto) {
      case "NOTSET", "" -> {
        List<Long> pads = orElse(a.integers("pads"), Collections.nCopies(2 * axes, 0L));
        if (pads.size() != 2 * axes) {
          throw node.fail(
              "a kernel over %d axes takes %d pads but got %d"
                  .formatted(axes, 2 * axes, pads.size()));
        }
        yield new Window(
            kernel,
            strides,
            dilations,
            pads.subList(0, axes),
            pads.subList(axes, 2 * axes),
            Window.AutoPad.EXPLICIT);
      }
      case "VALID" -> new Window(kernel, strides, dilations, zeros, zeros, Window.AutoPad.EXPLICIT);
      case "SAME_UPPER" ->
          new Window(kernel, strides, dilations, zeros, zeros, Window.AutoPad.SAME_UPPER);
      case "SAME_LOWER" ->
          new Window(kernel, strides, dilations, zeros, zeros, Window.AutoPad.SAME_LOWER);
      default -> throw new NotFollowed("auto_pad '" + Quote.of(auto) + "' is not known");
    };
  }

  private static List<Long> orElse(Optional<List<Long>> given, List<Long> otherwise) {
    return given.filter(list -> !list.isEmpty()).orElse(otherwise);
  }

  static long groups(NodeLift node) {
    return node.attributes().small("group", 1);
  }
}
