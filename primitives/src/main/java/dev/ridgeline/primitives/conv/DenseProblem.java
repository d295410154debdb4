package dev.ridgeline.primitives.conv;

/**
 * A part of a convolution with stride 1, dilation 1 and no padding.
 *
 * @param batch images
 * @param inChannels channels of x
 * @param outChannels channels of y
 * @param outRows height of y; x has {@code outRows + kernelRows - 1}
 * @param outColumns width of y
 * @param kernelRows height of w
 * @param kernelColumns width of w
 */
public record DenseProblem(
    int batch,
    int inChannels,
    int outChannels,
    int outRows,
    int outColumns,
    int kernelRows,
    int kernelColumns) {

  public int inRows() {
    return outRows + kernelRows - 1;
  }

  public int inColumns() {
    return outColumns + kernelColumns - 1;
  }
}
