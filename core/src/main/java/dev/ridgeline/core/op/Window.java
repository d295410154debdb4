package dev.ridgeline.core.op;

import java.util.Collections;
import java.util.List;

/**
 * How a kernel moves over the spatial axes. All lists have one entry a spatial axis.
 *
 * @param kernel kernel sizes, in elements
 * @param strides steps, in elements
 * @param dilations distances between kernel elements; 1 is dense
 * @param padsBegin elements of padding before each axis (may be negative: cropping)
 * @param padsEnd elements of padding after each axis
 * @param autoPad where the pads come from; the pad lists are zeros unless EXPLICIT
 */
public record Window(
    List<Long> kernel,
    List<Long> strides,
    List<Long> dilations,
    List<Long> padsBegin,
    List<Long> padsEnd,
    AutoPad autoPad) {

  /**
   * Pads as given, or such that the output has ceil(input / stride) elements, the odd one at the
   * end (UPPER) or the beginning (LOWER).
   */
  public enum AutoPad {
    EXPLICIT,
    SAME_UPPER,
    SAME_LOWER
  }

  public Window {
    kernel = List.copyOf(kernel);
    strides = List.copyOf(strides);
    dilations = List.copyOf(dilations);
    padsBegin = List.copyOf(padsBegin);
    padsEnd = List.copyOf(padsEnd);
    int axes = kernel.size();
    if (strides.size() != axes
        || dilations.size() != axes
        || padsBegin.size() != axes
        || padsEnd.size() != axes) {
      throw new IllegalArgumentException(
          "a window over %d axes needs %d strides, dilations and pads but got %s, %s, %s, %s"
              .formatted(axes, axes, strides, dilations, padsBegin, padsEnd));
    }
    for (List<Long> positive : List.of(kernel, strides, dilations)) {
      if (positive.stream().anyMatch(v -> v < 1)) {
        throw new IllegalArgumentException(
            "kernel sizes, strides and dilations are at least 1 but got " + positive);
      }
    }
  }

  /** A dense window with the same kernel, stride and padding on {@code axes} axes. */
  public static Window square(int axes, long kernel, long stride, long pad) {
    return new Window(
        Collections.nCopies(axes, kernel),
        Collections.nCopies(axes, stride),
        Collections.nCopies(axes, 1L),
        Collections.nCopies(axes, pad),
        Collections.nCopies(axes, pad),
        AutoPad.EXPLICIT);
  }

  /** A dense two-dimensional window with its own height and width. */
  public static Window of(
      long kernelH, long kernelW, long strideH, long strideW, long padH, long padW) {
    return new Window(
        List.of(kernelH, kernelW),
        List.of(strideH, strideW),
        List.of(1L, 1L),
        List.of(padH, padW),
        List.of(padH, padW),
        AutoPad.EXPLICIT);
  }

  public int axes() {
    return kernel.size();
  }

  /** Elements from the first to the last of the dilated kernel on {@code axis}. */
  public long extent(int axis) {
    return dilations.get(axis) * (kernel.get(axis) - 1) + 1;
  }

  /** Elements of the kernel, over all axes. */
  public long kernelElements() {
    return kernel.stream().reduce(1L, Math::multiplyExact);
  }

  public Window withPads(List<Long> begin, List<Long> end) {
    return new Window(kernel, strides, dilations, begin, end, AutoPad.EXPLICIT);
  }
}
