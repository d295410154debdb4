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
import dev.ridgeline.compiler.ir.ScalarType;
import dev.ridgeline.core.UserError;
import dev.ridgeline.core.tensor.DType;
import java.util.List;

/**
 * Maximum or mean over square windows without padding, f32, NCHW.
 *
 * @param batch N
 * @param channels C
 * @param height H
 * @param width W
 * @param window K
 * @param stride in both directions
 * @param mean whether the mean is taken instead of the maximum
 */
public record Pool2d(
    int batch, int channels, int height, int width, int window, int stride, boolean mean)
    implements Operator {
  public Pool2d {
    Extents.require("pool", "N", batch, "C", channels, "H", height, "W", width);
    Extents.require("pool", "K", window, "a stride", stride);
    if (window > height || window > width) {
      throw new UserError(
          "pool of a " + height + "x" + width + " input cannot have a window of " + window);
    }
  }

  public int outHeight() {
    return (height - window) / stride + 1;
  }

  public int outWidth() {
    return (width - window) / stride + 1;
  }

  @Override
  public String name() {
    return mean ? "meanpool" : "maxpool";
  }

  @Override
  public String shape() {
    return batch + "x" + channels + "x" + height + "x" + width + "x" + window;
  }

  @Override
  public long flops() {
    return (long) batch * channels * outHeight() * outWidth() * window * window;
  }

  @Override
  public Computation computation() {
    ComputationBuilder c = new ComputationBuilder(name());
    Buffer x = c.input("X", DType.F32, batch, channels, height, width);
    IndexAxis n = axis("n", batch);
    IndexAxis ch = axis("c", channels);
    IndexAxis y = axis("y", outHeight());
    IndexAxis z = axis("x", outWidth());
    IndexAxis r = axis("r", window);
    IndexAxis s = axis("s", window);
    Expr value = at(x, n.var(), ch.var(), Spans.at(y, r, stride, 1), Spans.at(z, s, stride, 1));
    List<IndexAxis> out = List.of(n, ch, y, z);
    if (!mean) {
      c.reduce("Y", Combiner.MAX, out, List.of(r, s), value);
      return c.build("Y");
    }
    Buffer sum = c.reduce("S", Combiner.SUM, out, List.of(r, s), value);
    Expr count = Exprs.number(ScalarType.F32, (double) window * window);
    c.compute("Y", out, Exprs.div(at(sum, n, ch, y, z), count));
    return c.build("Y");
  }
}
