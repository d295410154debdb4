package dev.ridgeline.compiler.operator;

import dev.ridgeline.compiler.expression.Computation;

/** An operator at one shape. */
public sealed interface Operator
    permits Gemm,
        Conv1d,
        Conv2d,
        BlockedConv2d,
        ChannelsLastDepthwise,
        WinogradInput,
        WinogradOutput,
        Transposition,
        DepthwiseConv2d,
        SeparableConv2d,
        Pool2d,
        Softmax,
        LayerNorm,
        Activation,
        Chain {

  /** The name on the command line, for example {@code conv2d}. */
  String name();

  /** The shape as it is given on the command line, for example {@code 1024x1024x1024}. */
  String shape();

  /** What it computes. */
  Computation computation();

  /**
   * Floating-point operations that the definition needs, a multiply-add counting as two; terms that
   * fall on padding are not counted.
   */
  long flops();

  /** Bytes of inputs and outputs, each counted once: the least that any implementation moves. */
  default long bytes() {
    Computation c = computation();
    long sum = 0;
    for (var b : c.inputs()) {
      sum += b.bytes();
    }
    for (var b : c.outputs()) {
      sum += b.bytes();
    }
    return sum;
  }
}
