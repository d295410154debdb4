package dev.ridgeline.learning.network;

import dev.ridgeline.core.op.Window;

/** A dense window over height and width. */
record WindowSizes(int kernelH, int kernelW, int strideH, int strideW, int padTop, int padLeft) {
  static WindowSizes of(Window window) {
    return new WindowSizes(
        Math.toIntExact(window.kernel().get(0)),
        Math.toIntExact(window.kernel().get(1)),
        Math.toIntExact(window.strides().get(0)),
        Math.toIntExact(window.strides().get(1)),
        Math.toIntExact(window.padsBegin().get(0)),
        Math.toIntExact(window.padsBegin().get(1)));
  }

  /** Whether a row of inputs lies scattered. */
  boolean gathers() {
    return kernelH != 1 || kernelW != 1 || strideH != 1 || strideW != 1;
  }
}
