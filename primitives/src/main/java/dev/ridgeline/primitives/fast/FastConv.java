package dev.ridgeline.primitives.fast;

import dev.ridgeline.primitives.conv.ConvProblem;

/**
 * A convolution ready to run: its filter is prepared, its workspace allocated. Not safe for use by
 * several threads at once.
 */
public interface FastConv {

  ConvProblem problem();

  /** Scratch memory that a run needs besides input and output. */
  long workspaceBytes();

  /** Memory of the prepared filter. */
  long filterBytes();

  /**
   * Convolves. On one thread it allocates nothing.
   *
   * @param input NHWC, at least {@link ConvProblem#inputSize()} values, not changed
   * @param output NHWC, at least {@link ConvProblem#outputSize()} values, all overwritten
   */
  void run(float[] input, float[] output);
}
