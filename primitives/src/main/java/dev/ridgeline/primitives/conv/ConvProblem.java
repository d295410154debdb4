package dev.ridgeline.primitives.conv;

import dev.ridgeline.core.UserError;

/**
 * A 2-D cross-correlation, NCHW inputs and OIHW filters:
 *
 * <p>y[n, o, i, j] = sum over c, k, l of x[n, c, si i + di k - pi, sj j + dj l - pj] w[o, c, k, l],
 * where c runs over the channels of the group of o, and x is {@code padValue} outside.
 *
 * @param batch images
 * @param inChannels channels of x, a multiple of {@code groups}
 * @param outChannels channels of y, a multiple of {@code groups}
 * @param groups independent parts of the channels
 * @param rows the vertical direction
 * @param columns the horizontal direction
 * @param padValue what stands around the image, 0 but for integers with a zero point
 */
public record ConvProblem(
    int batch,
    int inChannels,
    int outChannels,
    int groups,
    ConvAxis rows,
    ConvAxis columns,
    double padValue) {
  private static final long MOST_VALUES = Integer.MAX_VALUE - 8;

  public ConvProblem {
    if (batch < 1 || inChannels < 1 || outChannels < 1 || groups < 1) {
      throw new UserError(
          "batch, input channels, output channels and groups are %d, %d, %d, %d; each must be at least 1"
              .formatted(batch, inChannels, outChannels, groups));
    }
    if (inChannels % groups != 0 || outChannels % groups != 0) {
      throw new UserError(
          "%d groups do not divide %d input and %d output channels; take a common divisor"
              .formatted(groups, inChannels, outChannels));
    }
    if (!Double.isFinite(padValue)) {
      throw new UserError("the padding value is %s; give a finite number".formatted(padValue));
    }
    check("input", batch, inChannels, rows.input(), columns.input());
    check("output", batch, outChannels, rows.output(), columns.output());
    check("filter", outChannels, inChannels / groups, rows.kernel(), columns.kernel());
  }

  /** Without groups, padded with zeros. */
  public ConvProblem(int batch, int inChannels, int outChannels, ConvAxis rows, ConvAxis columns) {
    this(batch, inChannels, outChannels, 1, rows, columns, 0);
  }

  public int groupInChannels() {
    return inChannels / groups;
  }

  public int groupOutChannels() {
    return outChannels / groups;
  }

  public int inputSize() {
    return batch * inChannels * rows.input() * columns.input();
  }

  public int filterSize() {
    return outChannels * groupInChannels() * rows.kernel() * columns.kernel();
  }

  public int outputSize() {
    return batch * outChannels * rows.output() * columns.output();
  }

  /** Products in the sum of one output. */
  public int reductionSize() {
    return groupInChannels() * rows.kernel() * columns.kernel();
  }

  /** Multiply-accumulates of the direct form, those with padding among them. */
  public long macs() {
    return (long) outputSize() * reductionSize();
  }

  private static void check(String what, long a, long b, long c, long d) {
    if (a * b > MOST_VALUES || c * d > MOST_VALUES || a * b * c * d > MOST_VALUES) {
      throw new UserError(
          "the %s has %d x %d x %d x %d values, more than the %d that an array holds; take a smaller batch"
              .formatted(what, a, b, c, d, MOST_VALUES));
    }
  }

  @Override
  public String toString() {
    return "%dx%dx%dx%d * %dx%dx%dx%d, stride %dx%d, dilation %dx%d, padding %d,%d,%d,%d, groups %d"
        .formatted(
            batch,
            inChannels,
            rows.input(),
            columns.input(),
            outChannels,
            groupInChannels(),
            rows.kernel(),
            columns.kernel(),
            rows.stride(),
            columns.stride(),
            rows.dilation(),
            columns.dilation(),
            rows.padBefore(),
            columns.padBefore(),
            rows.padAfter(),
            columns.padAfter(),
            groups);
  }
}
