package dev.ridgeline.compiler.operator;

import static dev.ridgeline.compiler.expression.ComputationBuilder.axis;

import dev.ridgeline.compiler.expression.Computation;
import dev.ridgeline.compiler.expression.ComputationBuilder;
import dev.ridgeline.compiler.expression.IndexAxis;
import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.core.UserError;
import dev.ridgeline.core.tensor.DType;
import java.util.List;
import java.util.stream.IntStream;

/**
 * 2-D convolution in the layouts in which it runs best, f32: X [N, H, W, C], Y [N, OH, OW, O],
 * weights packed beforehand as [O / block, R, S, C / groups, block], the last block filled up. For
 * a kernel row r the terms of (s, c) of one group lie side by side in the weights, and in X where
 * there is one group only. A 1x1 kernel at stride 1 without pad takes all pixels of the batch as
 * one row: X [1, 1, N*H*W, C], the same memory, and Y and {@code residual} likewise.
 *
 * @param conv the convolution
 * @param block output channels side by side in the weights; with several groups it divides the
 *     outputs of one
 * @param padded whether X holds the zeros around it already, as [N, H + 2 pad, W + 2 pad, C]
 * @param epilogue what happens to the sums before they are stored
 */
public record BlockedConv2d(Conv2d conv, int block, boolean padded, ConvEpilogue epilogue)
    implements Operator {
  public BlockedConv2d {
    Extents.require("conv2d", "a block", block);
    int outputs = conv.outChannels() / conv.groups();
    if (conv.groups() > 1 && outputs % block != 0) {
      throw new UserError(
          "blocks of %d do not divide the %d outputs of a group of conv2d; give a divisor of %d"
              .formatted(block, outputs, outputs));
    }
  }

  /**
   * Blocks of 16 outputs, or of 24 where these alone come out even; with several groups the largest
   * of at most 16 that divides the outputs of one.
   */
  public static BlockedConv2d of(Conv2d conv) {
    int outputs = conv.outChannels() / conv.groups();
    int block = outputs % 16 != 0 && outputs % 24 == 0 ? 24 : 16;
    if (conv.groups() > 1 && outputs % block != 0) {
      block = IntStream.rangeClosed(1, 16).filter(b -> outputs % b == 0).max().orElseThrow();
    }
    return new BlockedConv2d(conv, block, false, ConvEpilogue.NONE);
  }

  /** The same with an input that holds the zeros around it. */
  public BlockedConv2d withPaddedInput() {
    return new BlockedConv2d(conv, block, true, epilogue);
  }

  /** The same with another end. */
  public BlockedConv2d withEpilogue(ConvEpilogue other) {
    return new BlockedConv2d(conv, block, padded, other);
  }

  /** Whether it is a product of matrices, pixels by channels. */
  public boolean pointwise() {
    return conv.kernelHeight() == 1
        && conv.kernelWidth() == 1
        && conv.stride() == 1
        && conv.strideWidth() == 1
        && conv.pad() == 0;
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
    Conv2d plain = pointwise() ? row() : conv;
    int around = padded ? 2 * conv.pad() : 0;
    int high = plain.height() + around;
    Buffer in =
        c.input("X", DType.F32, plain.batch(), high, plain.width() + around, plain.channels());
    int blocks = Math.ceilDiv(conv.outChannels(), block);
    int[] weights = {
      blocks, conv.kernelHeight(), conv.kernelWidth(), conv.channels() / conv.groups(), block,
    };
    Buffer w = c.input("W", DType.F32, weights);
    Buffer x = Padding.channelsLast(c, in, padded ? 0 : conv.pad());
    IndexAxis n = axis("n", plain.batch());
    IndexAxis y = axis("y", plain.outHeight());
    IndexAxis z = axis("x", plain.outWidth());
    IndexAxis o = axis("o", conv.outChannels());
    IndexAxis r = axis("r", conv.kernelHeight());
    IndexAxis s = axis("s", conv.kernelWidth());
    IndexAxis ci = axis("c", conv.channels() / conv.groups());
    Expr down = Spans.at(y, r, conv.stride(), conv.dilation());
    Expr across = Spans.at(z, s, conv.strideWidth(), conv.dilation());
    Expr value = ComputationBuilder.at(x, n.var(), down, across, channel(o, ci));
    Expr outer = Exprs.div(o.var(), Exprs.index(block));
    Expr inner = Exprs.mod(o.var(), Exprs.index(block));
    Expr weight = ComputationBuilder.at(w, outer, r.var(), s.var(), ci.var(), inner);
    epilogue.add(c, List.of(n, y, z, o), List.of(r, s, ci), Exprs.mul(value, weight));
    return c.build("Y");
  }

  /** Of X: within the group of the output. */
  private Expr channel(IndexAxis o, IndexAxis c) {
    if (conv.groups() == 1) {
      return c.var();
    }
    Expr group = Exprs.div(o.var(), Exprs.index(conv.outChannels() / conv.groups()));
    return Exprs.add(Exprs.mul(group, conv.channels() / conv.groups()), c.var());
  }

  private Conv2d row() {
    int pixels = conv.batch() * conv.height() * conv.width();
    return new Conv2d(
        1, conv.channels(), 1, pixels, conv.outChannels(), 1, 1, 1, 0, 1, conv.groups());
  }
}
