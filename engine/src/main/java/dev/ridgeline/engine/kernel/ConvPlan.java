package dev.ridgeline.engine.kernel;

import dev.ridgeline.compiler.operator.BlockedConv2d;
import dev.ridgeline.compiler.operator.ChannelsLastDepthwise;
import dev.ridgeline.compiler.operator.Operator;
import dev.ridgeline.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A convolution with channels last, by a compiled kernel: in blocks of output channels, or
 * depthwise. The weights are packed when it is built.
 *
 * @param geometry sizes and pads
 * @param x input
 * @param weights constant in the graph's order, [O, C / groups, R, S]
 * @param epilogue what follows it
 * @param y output
 */
public record ConvPlan(ConvGeometry geometry, Placed x, String weights, Epilogue epilogue, Placed y)
    implements StepPlan {
  private static final String PADDED = "padded input";

  private boolean isDepthwise() {
    return geometry.groups() > 1
        && geometry.groups() == geometry.channels()
        && geometry.outChannels() == geometry.channels();
  }

  private Operator operator() {
    return isDepthwise()
        ? ChannelsLastDepthwise.of(geometry.unpadded()).withEpilogue(epilogue.fused())
        : BlockedConv2d.of(geometry.unpadded()).withEpilogue(epilogue.fused());
  }

  @Override
  public String kernel() {
    return (isDepthwise() ? "depthwise" : "conv2d")
        + " "
        + geometry.unpadded().shape()
        + (geometry.isPadded() ? " after a copy with pads" : "")
        + epilogue.text();
  }

  @Override
  public List<Placed> inputs() {
    List<Placed> inputs = new ArrayList<>(List.of(x, Placed.rowMajor(weights)));
    inputs.addAll(epilogue.inputs());
    return inputs;
  }

  @Override
  public List<Placed> outputs() {
    return List.of(y);
  }

  @Override
  public Map<String, Long> scratch() {
    return geometry.isPadded() ? Map.of(PADDED, geometry.paddedBytes()) : Map.of();
  }

  @Override
  public List<Operator> compiled() {
    Epilogue rest = epilogue.rest();
    return rest.isEmpty() ? List.of(operator()) : List.of(operator(), rest.chain());
  }

  @Override
  public Step build(Memory memory, Compilers compilers) {
    List<Step> steps = new ArrayList<>();
    Block in = memory.of(x);
    if (geometry.isPadded()) {
      Block padded = memory.scratch(PADDED);
      steps.add(new PadCopy(geometry, in, padded, compilers.threads()));
      in = padded;
    }
    Operator op = operator();
    Block out = memory.of(y);
    List<Block> blocks = new ArrayList<>(List.of(in, packed(op, memory)));
    epilogue.inputs().forEach(other -> blocks.add(memory.of(other)));
    blocks.add(out);
    steps.add(KernelStep.of(compilers, op, blocks));
    Epilogue rest = epilogue.rest();
    if (!rest.isEmpty()) {
      steps.add(rest.over(out, geometry.result(), memory, compilers));
    }
    return new Steps(steps);
  }

  private Block packed(Operator op, Memory memory) {
    Tensor w = memory.constant(weights);
    int taps = geometry.kernelHeight() * geometry.kernelWidth();
    int channels = geometry.channels() / geometry.groups();
    int block = op instanceof BlockedConv2d b ? b.block() : geometry.outChannels();
    int blocks = Math.ceilDiv(geometry.outChannels(), block);
    Block packed = memory.keep((long) blocks * taps * channels * block);
    IntStream.range(0, blocks)
        .parallel()
        .forEach(part -> {
          int first = part * block;
          int count = Math.min(block, geometry.outChannels() - first);
          float[] filters = w.floats((long) first * channels * taps, count * channels * taps);
          float[] panel = new float[taps * channels * block];
          for (int from = 0; from < filters.length; from++) {
            int o = from / (channels * taps);
            int c = from / taps % channels;
            panel[(from % taps * channels + c) * block + o] = filters[from];
          }
          packed.set((long) part * panel.length, panel);
        });
    return packed;
  }
}
