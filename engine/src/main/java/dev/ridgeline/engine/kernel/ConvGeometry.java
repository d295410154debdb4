package dev.ridgeline.engine.kernel;

import dev.ridgeline.compiler.operator.Conv2d;

/**
 * A two-dimensional convolution as the engine runs it: explicit pads of each side, which a copy
 * puts around the input, and a convolution without pads.
 *
 * @param batch images
 * @param channels of the input
 * @param height of the input
 * @param width of the input
 * @param outChannels of the output
 * @param kernelHeight R
 * @param kernelWidth S
 * @param stride from row to row
 * @param strideWidth from column to column
 * @param dilation in both directions
 * @param groups of channels
 * @param padTop rows above; likewise the others
 */
public record ConvGeometry(
    int batch,
    int channels,
    int height,
    int width,
    int outChannels,
    int kernelHeight,
    int kernelWidth,
    int stride,
    int strideWidth,
    int dilation,
    int groups,
    int padTop,
    int padLeft,
    int padBottom,
    int padRight) {

  boolean isPadded() {
    return padTop > 0 || padLeft > 0 || padBottom > 0 || padRight > 0;
  }

  /** Bytes of the input with its pads. */
  long paddedBytes() {
    return Math.multiplyExact(
        (long) batch * paddedHeight() * paddedWidth() * channels, Float.BYTES);
  }

  int paddedHeight() {
    return height + padTop + padBottom;
  }

  int paddedWidth() {
    return width + padLeft + padRight;
  }

  /** The same with other pads below and on the right. */
  ConvGeometry withEnds(int below, int right) {
    return new ConvGeometry(
        batch,
        channels,
        height,
        width,
        outChannels,
        kernelHeight,
        kernelWidth,
        stride,
        strideWidth,
        dilation,
        groups,
        padTop,
        padLeft,
        below,
        right);
  }

  /** The convolution of the padded input. */
  Conv2d unpadded() {
    return new Conv2d(
        batch,
        channels,
        paddedHeight(),
        paddedWidth(),
        outChannels,
        kernelHeight,
        kernelWidth,
        stride,
        strideWidth,
        0,
        dilation,
        groups);
  }

  /** The output as it lies in memory: [N, H, W, C]. */
  int[] result() {
    Conv2d conv = unpadded();
    return new int[] {batch, conv.outHeight(), conv.outWidth(), outChannels};
  }
}
