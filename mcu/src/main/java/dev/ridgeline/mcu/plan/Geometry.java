package dev.ridgeline.mcu.plan;

/** Sizes of a layer that moves a window over an image; channels last. */
public record Geometry(
    int inH,
    int inW,
    int inC,
    int outH,
    int outW,
    int outC,
    int kernelH,
    int kernelW,
    int strideH,
    int strideW,
    int padTop,
    int padLeft) {

  /** Whether each output pixel sees the input pixel in its place and no other. */
  public boolean pointwise() {
    return kernelH * kernelW * strideH * strideW == 1 && inH == outH && inW == outW;
  }

  public int inBytes() {
    return inH * inW * inC;
  }

  public int outBytes() {
    return outH * outW * outC;
  }
}
