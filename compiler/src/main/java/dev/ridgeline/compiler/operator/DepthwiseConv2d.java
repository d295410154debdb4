package dev.ridgeline.compiler.operator;

import static dev.ridgeline.compiler.expression.ComputationBuilder.at;
import static dev.ridgeline.compiler.expression.ComputationBuilder.axis;

import dev.ridgeline.compiler.expression.Computation;
import dev.ridgeline.compiler.expression.ComputationBuilder;
import dev.ridgeline.compiler.expression.IndexAxis;
import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Combiner;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.core.UserError;
import dev.ridgeline.core.tensor.DType;
import java.util.List;

/**
 * Depthwise 2-D convolution, f32, NCHW: each channel with a kernel of its own, {@code Y[b, c, y, x]
 * = sum over r, s of X[b, c, y*stride + r - pad, x*stride + s - pad] * W[c, 0, r, s]}, with the pad
 * (K-1)/2 that keeps height and width at stride 1.
 *
 * @param batch B
 * @param channels C
 * @param height H
 * @param width W
 * @param kernel K, odd
 * @param stride in both directions
 */
public record DepthwiseConv2d(
    int batch, int channels, int height, int width, int kernel, int stride) implements Operator {
  public DepthwiseConv2d {
    Extents.require("depthwise", "B", batch, "C", channels, "H", height, "W", width);
    Extents.require("depthwise", "K", kernel, "a stride", stride);
    if (kernel % 2 == 0) {
      throw new UserError("depthwise needs an odd kernel but got " + kernel);
    }
  }

  public int pad() {
    return (kernel - 1) / 2;
  }

  public int outHeight() {
    return (height - 1) / stride + 1;
  }

  public int outWidth() {
    return (width - 1) / stride + 1;
  }

  @Override
  public String name() {
    return "depthwise";
  }

  @Override
  public String shape() {
    return batch + "x" + channels + "x" + height + "x" + width + "x" + kernel;
  }

  @Override
  public long flops() {
    return 2L
        * batch
        * channels
        * Spans.inside(outHeight(), height, kernel, stride, pad(), 1)
        * Spans.inside(outWidth(), width, kernel, stride, pad(), 1);
  }

  @Override
  public Computation computation() {
    ComputationBuilder c = new ComputationBuilder("depthwise");
    Buffer in = c.input("X", DType.F32, batch, channels, height, width);
    Buffer w = c.input("W", DType.F32, channels, 1, kernel, kernel);
    add(c, in, w, "Y");
    return c.build("Y");
  }

  /** The stages, for this operator and for those that begin with it. */
  Buffer add(ComputationBuilder c, Buffer in, Buffer w, String name) {
    Buffer x = Padding.spatial(c, in, pad());
    IndexAxis b = axis("b", batch);
    IndexAxis ch = axis("c", channels);
    IndexAxis y = axis("y", outHeight());
    IndexAxis z = axis("x", outWidth());
    IndexAxis r = axis("r", kernel);
    IndexAxis s = axis("s", kernel);
    return c.reduce(
        name,
        Combiner.SUM,
        List.of(b, ch, y, z),
        List.of(r, s),
        Exprs.mul(
            at(x, b.var(), ch.var(), Spans.at(y, r, stride, 1), Spans.at(z, s, stride, 1)),
            at(w, ch.var(), Exprs.index(0), r.var(), s.var())));
  }
}
