package dev.ridgeline.compiler.operator;

import static dev.ridgeline.compiler.expression.ComputationBuilder.at;
import static dev.ridgeline.compiler.expression.ComputationBuilder.axis;

import dev.ridgeline.compiler.expression.Computation;
import dev.ridgeline.compiler.expression.ComputationBuilder;
import dev.ridgeline.compiler.expression.IndexAxis;
import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Combiner;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.core.UserError;
import dev.ridgeline.core.tensor.DType;
import java.util.List;

/**
 * 2-D convolution (cross-correlation, as networks mean it), f32, NCHW: {@code Y[n, o, y, x] = sum
 * over c, r, s of X[n, g*C/G + c, y*stride + r*dilation - pad, x*strideWidth + s*dilation - pad] *
 * W[o, c, r, s]}, g being the group of o; X counts as 0 outside.
 *
 * @param batch N
 * @param channels C, of the input
 * @param height H
 * @param width W
 * @param outChannels O
 * @param kernelHeight R
 * @param kernelWidth S
 * @param stride from row to row
 * @param strideWidth from column to column
 * @param pad at all four sides
 * @param dilation in both directions
 * @param groups divides C and O
 */
public record Conv2d(
    int batch,
    int channels,
    int height,
    int width,
    int outChannels,
    int kernelHeight,
    int kernelWidth,
    int stride,
    int strideWidth,
    int pad,
    int dilation,
    int groups)
    implements Operator {
  public Conv2d {
    Extents.require("conv2d", "N", batch, "C", channels, "H", height, "W", width);
    Extents.require("conv2d", "O", outChannels, "R", kernelHeight, "S", kernelWidth);
    Extents.require("conv2d", "a stride", stride, "a dilation", dilation, "groups", groups);
    Extents.require("conv2d", "a stride", strideWidth);
    if (pad < 0) {
      throw new UserError("conv2d needs a pad of at least 0 but got " + pad);
    }
    if (channels % groups != 0 || outChannels % groups != 0) {
      throw new UserError(
          "conv2d needs groups that divide both channels but got "
              + groups
              + " groups for "
              + channels
              + " and "
              + outChannels
              + " channels");
    }
    if (out(height, kernelHeight, stride, pad, dilation) < 1
        || out(width, kernelWidth, strideWidth, pad, dilation) < 1) {
      throw new UserError(
          "conv2d of a "
              + height
              + "x"
              + width
              + " input with a "
              + kernelHeight
              + "x"
              + kernelWidth
              + " kernel, dilation "
              + dilation
              + " and pad "
              + pad
              + " has no output; give a larger input or pad");
    }
  }

  /** A convolution with the same stride in both directions. */
  public Conv2d(
      int batch,
      int channels,
      int height,
      int width,
      int outChannels,
      int kernelHeight,
      int kernelWidth,
      int stride,
      int pad,
      int dilation,
      int groups) {
    this(
        batch,
        channels,
        height,
        width,
        outChannels,
        kernelHeight,
        kernelWidth,
        stride,
        stride,
        pad,
        dilation,
        groups);
  }

  static int out(int in, int kernel, int stride, int pad, int dilation) {
    return Math.floorDiv(in + 2 * pad - dilation * (kernel - 1) - 1, stride) + 1;
  }

  public int outHeight() {
    return out(height, kernelHeight, stride, pad, dilation);
  }

  public int outWidth() {
    return out(width, kernelWidth, strideWidth, pad, dilation);
  }

  @Override
  public String name() {
    return "conv2d";
  }

  /** Input, then weights: {@code 1x64x56x56,64x64x3x3}. */
  @Override
  public String shape() {
    return batch
        + "x"
        + channels
        + "x"
        + height
        + "x"
        + width
        + ","
        + outChannels
        + "x"
        + channels / groups
        + "x"
        + kernelHeight
        + "x"
        + kernelWidth;
  }

  @Override
  public long flops() {
    return 2L
        * batch
        * outChannels
        * (channels / groups)
        * Spans.inside(outHeight(), height, kernelHeight, stride, pad, dilation)
        * Spans.inside(outWidth(), width, kernelWidth, strideWidth, pad, dilation);
  }

  @Override
  public Computation computation() {
    ComputationBuilder c = new ComputationBuilder("conv2d");
    Buffer in = c.input("X", DType.F32, batch, channels, height, width);
    Buffer w = c.input("W", DType.F32, outChannels, channels / groups, kernelHeight, kernelWidth);
    Buffer x = Padding.spatial(c, in, pad);
    IndexAxis n = axis("n", batch);
    IndexAxis o = axis("o", outChannels);
    IndexAxis y = axis("y", outHeight());
    IndexAxis z = axis("x", outWidth());
    IndexAxis ci = axis("c", channels / groups);
    IndexAxis r = axis("r", kernelHeight);
    IndexAxis s = axis("s", kernelWidth);
    Expr channel = ci.var();
    if (groups > 1) {
      Expr group = Exprs.div(o.var(), Exprs.index(outChannels / groups));
      channel = Exprs.add(Exprs.mul(group, channels / groups), ci.var());
    }
    Expr value =
        at(
            x,
            n.var(),
            channel,
            Spans.at(y, r, stride, dilation),
            Spans.at(z, s, strideWidth, dilation));
    c.reduce(
        "Y",
        Combiner.SUM,
        List.of(n, o, y, z),
        List.of(ci, r, s),
        Exprs.mul(value, at(w, o, ci, r, s)));
    return c.build("Y");
  }
}
