package dev.ridgeline.primitives.conv;

import dev.ridgeline.core.UserError;

/**
 * One spatial direction of a convolution. Output o takes inputs {@code stride * o + dilation * k -
 * padBefore} for k from 0 to kernel - 1.
 *
 * @param input size of the input
 * @param kernel size of the kernel
 * @param stride steps between outputs
 * @param dilation steps between taps
 * @param padBefore values before the first
 * @param padAfter values after the last
 */
public record ConvAxis(
    int input, int kernel, int stride, int dilation, int padBefore, int padAfter) {
  private static final int MOST = 1 << 20;

  public ConvAxis {
    check("input size", input, 1);
    check("kernel size", kernel, 1);
    check("stride", stride, 1);
    check("dilation", dilation, 1);
    check("padding before", padBefore, 0);
    check("padding after", padAfter, 0);
    long span = (long) dilation * (kernel - 1) + 1;
    long padded = (long) input + padBefore + padAfter;
    if (span > padded) {
      throw new UserError(
          "a kernel of %d with dilation %d spans %d values but the padded input has %d; pad more or take a smaller kernel"
              .formatted(kernel, dilation, span, padded));
    }
  }

  /** Stride 1, dilation 1, no padding. */
  public static ConvAxis valid(int input, int kernel) {
    return new ConvAxis(input, kernel, 1, 1, 0, 0);
  }

  /** Stride 1, dilation 1, {@code pad} values on each side. */
  public static ConvAxis padded(int input, int kernel, int pad) {
    return new ConvAxis(input, kernel, 1, 1, pad, pad);
  }

  /** Size of the output. */
  public int output() {
    return (input + padBefore + padAfter - dilation * (kernel - 1) - 1) / stride + 1;
  }

  private static void check(String what, int value, int least) {
    if (value < least || value > MOST) {
      throw new UserError(
          "%s is %d; give a number from %d to %d".formatted(what, value, least, MOST));
    }
  }
}
