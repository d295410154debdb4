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
 * 2-D convolution in the layouts in which it runs best, f32: X [N, H, W, C], Y [N, OH, OW, O],
 * weights packed beforehand as [O / block, R, S, C, block], the last block filled with zeros. For a
 * kernel row r the terms of (s, c) lie side by side in X and in the weights.
 *
 * @param conv the convolution, with one group
 * @param block output channels side by side in the weights
 */
public record BlockedConv2d(Conv2d conv, int block) implements Operator {
  public BlockedConv2d {
    Extents.require("conv2d", "a block", block);
    if (conv.groups() != 1) {
      throw new UserError(
          "blocked conv2d needs one group but got " + conv.groups() + "; use the NCHW form");
    }
  }

  @Override
  public String name() {
    return "conv2d";
  }

  @Override
  public String shape() {
    return conv.shape();
  }

  @Override
  public long flops() {
    return conv.flops();
  }

  @Override
  public Computation computation() {
    ComputationBuilder c = new ComputationBuilder("conv2d");
    Buffer in = c.input("X", DType.F32, conv.batch(), conv.height(), conv.width(), conv.channels());
    int blocks = Math.ceilDiv(conv.outChannels(), block);
    Buffer w =
        c.input(
            "W",
            DType.F32,
            blocks,
            conv.kernelHeight(),
            conv.kernelWidth(),
            conv.channels(),
            block);
    Buffer x = padded(c, in);
    IndexAxis n = axis("n", conv.batch());
    IndexAxis y = axis("y", conv.outHeight());
    IndexAxis z = axis("x", conv.outWidth());
    IndexAxis o = axis("o", conv.outChannels());
    IndexAxis r = axis("r", conv.kernelHeight());
    IndexAxis s = axis("s", conv.kernelWidth());
    IndexAxis ci = axis("c", conv.channels());
    Expr value =
        at(
            x,
            n.var(),
            Spans.at(y, r, conv.stride(), conv.dilation()),
            Spans.at(z, s, conv.stride(), conv.dilation()),
            ci.var());
    Expr weight =
        at(
            w,
            Exprs.div(o.var(), Exprs.index(block)),
            r.var(),
            s.var(),
            ci.var(),
            Exprs.mod(o.var(), Exprs.index(block)));
    c.reduce(
        "Y", Combiner.SUM, List.of(n, y, z, o), List.of(r, s, ci), Exprs.mul(value, weight));
    return c.build("Y");
  }

  /** The stage {@code Xp} with zeros around every image; X itself where there is no pad. */
  private Buffer padded(ComputationBuilder c, Buffer x) {
    int pad = conv.pad();
    if (pad == 0) {
      return x;
    }
    IndexAxis n = axis("pn", conv.batch());
    IndexAxis h = axis("ph", conv.height() + 2 * pad);
    IndexAxis w = axis("pw", conv.width() + 2 * pad);
    IndexAxis ch = axis("pc", conv.channels());
    Expr y = Exprs.sub(h.var(), Exprs.index(pad));
    Expr z = Exprs.sub(w.var(), Exprs.index(pad));
    Expr inside =
        Exprs.and(
            Exprs.within(Exprs.index(0), y, Exprs.index(conv.height())),
            Exprs.within(Exprs.index(0), z, Exprs.index(conv.width())));
    return c.compute(
        "Xp",
        List.of(n, h, w, ch),
        Exprs.select(
            inside, at(x, n.var(), y, z, ch.var()), Exprs.number(ScalarType.F32, 0)));
  }
}
