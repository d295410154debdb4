package dev.ridgeline.compiler.operator;

import static dev.ridgeline.compiler.expression.ComputationBuilder.at;
import static dev.ridgeline.compiler.expression.ComputationBuilder.axis;

import dev.ridgeline.compiler.expression.Computation;
import dev.ridgeline.compiler.expression.ComputationBuilder;
import dev.ridgeline.compiler.expression.IndexAxis;
import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.core.UserError;
import dev.ridgeline.core.tensor.DType;
import java.util.List;

/**
 * Depthwise 2-D convolution with channels last, f32: X [N, H, W, C], weights [R, S, C], Y [N, OH,
 * OW, C]. Neighbouring channels are neighbours in memory of all three.
 *
 * @param conv the convolution, with as many groups as input and output channels
 * @param padded whether X holds the zeros around it already, as [N, H + 2 pad, W + 2 pad, C]
 * @param epilogue what happens to the sums before they are stored
 */
public record ChannelsLastDepthwise(Conv2d conv, boolean padded, ConvEpilogue epilogue)
    implements Operator {
  public ChannelsLastDepthwise {
    if (conv.groups() != conv.channels() || conv.outChannels() != conv.channels()) {
      throw new UserError(
          "depthwise with channels last needs one group and one output a channel but got %d groups and %d outputs for %d channels; use the NCHW form"
              .formatted(conv.groups(), conv.outChannels(), conv.channels()));
    }
  }

  /** Sums of an input without zeros around it. */
  public static ChannelsLastDepthwise of(Conv2d conv) {
    return new ChannelsLastDepthwise(conv, false, ConvEpilogue.NONE);
  }

  /** The same with an input that holds the zeros around it. */
  public ChannelsLastDepthwise withPaddedInput() {
    return new ChannelsLastDepthwise(conv, true, epilogue);
  }

  /** The same with another end. */
  public ChannelsLastDepthwise withEpilogue(ConvEpilogue other) {
    return new ChannelsLastDepthwise(conv, padded, other);
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
    ComputationBuilder c = new ComputationBuilder("depthwise");
    int around = padded ? 2 * conv.pad() : 0;
    int high = conv.height() + around;
    int wide = conv.width() + around;
    Buffer in = c.input("X", DType.F32, conv.batch(), high, wide, conv.channels());
    Buffer w = c.input("W", DType.F32, conv.kernelHeight(), conv.kernelWidth(), conv.channels());
    Buffer x = Padding.channelsLast(c, in, padded ? 0 : conv.pad());
    IndexAxis n = axis("n", conv.batch());
    IndexAxis y = axis("y", conv.outHeight());
    IndexAxis z = axis("x", conv.outWidth());
    IndexAxis ch = axis("c", conv.channels());
    IndexAxis r = axis("r", conv.kernelHeight());
    IndexAxis s = axis("s", conv.kernelWidth());
    epilogue.add(
        c,
        List.of(n, y, z, ch),
        List.of(r, s),
        Exprs.mul(
            at(
                x,
                n.var(),
                Spans.at(y, r, conv.stride(), conv.dilation()),
                Spans.at(z, s, conv.strideWidth(), conv.dilation()),
                ch.var()),
            at(w, r.var(), s.var(), ch.var())));
    return c.build("Y");
  }
}
