package dev.ridgeline.compiler.operator;

import static dev.ridgeline.compiler.expression.ComputationBuilder.at;
import static dev.ridgeline.compiler.expression.ComputationBuilder.axis;

import dev.ridgeline.compiler.expression.Computation;
import dev.ridgeline.compiler.expression.ComputationBuilder;
import dev.ridgeline.compiler.expression.IndexAxis;
import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Combiner;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.core.tensor.DType;
import java.util.List;

/**
 * A depthwise convolution followed by a 1x1 convolution, f32, NCHW: the block that MobileNet is
 * made of, without its activations.
 *
 * @param depthwise the first step
 * @param outChannels O, of the second
 */
public record SeparableConv2d(DepthwiseConv2d depthwise, int outChannels) implements Operator {
  public SeparableConv2d {
    Extents.require("separable", "O", outChannels);
  }

  @Override
  public String name() {
    return "separable";
  }

  @Override
  public String shape() {
    return depthwise.shape() + "," + outChannels;
  }

  @Override
  public long flops() {
    return depthwise.flops()
        + 2L
            * depthwise.batch()
            * depthwise.channels()
            * outChannels
            * depthwise.outHeight()
            * depthwise.outWidth();
  }

  @Override
  public Computation computation() {
    ComputationBuilder c = new ComputationBuilder("separable");
    DepthwiseConv2d d = depthwise;
    Buffer in = c.input("X", DType.F32, d.batch(), d.channels(), d.height(), d.width());
    Buffer w = c.input("W", DType.F32, d.channels(), 1, d.kernel(), d.kernel());
    Buffer v = c.input("V", DType.F32, outChannels, d.channels());
    Buffer middle = d.add(c, in, w, "D");
    IndexAxis b = axis("n", d.batch());
    IndexAxis o = axis("o", outChannels);
    IndexAxis y = axis("oy", d.outHeight());
    IndexAxis x = axis("ox", d.outWidth());
    IndexAxis i = axis("i", d.channels());
    c.reduce(
        "Y",
        Combiner.SUM,
        List.of(b, o, y, x),
        List.of(i),
        Exprs.mul(at(middle, b, i, y, x), at(v, o, i)));
    return c.build("Y");
  }
}
