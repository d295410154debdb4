package dev.ridgeline.primitives.fast;

/**
 * An NHWC image copied into a larger one of zeros, channels filled up to whole vectors. The border
 * is written once; copies touch the inside only.
 */
final class Border {
  private final int inRows;
  private final int inColumns;
  private final int imageColumns;
  private final int inChannels;
  private final int top;
  private final int left;
  private final int columns;
  private final int channels;
  private final float[] values;

  /**
   * @param size rows, columns and channels of the image
   * @param top rows of zeros above
   * @param left columns of zeros before
   * @param rows of the copy; what the image leaves is zeros
   * @param columns of the copy
   * @param channels of the copy
   */
  Border(Size size, int top, int left, int rows, int columns, int channels) {
    this.inRows = Math.min(size.rows, rows - top);
    this.inColumns = Math.min(size.columns, columns - left);
    this.imageColumns = size.columns;
    this.inChannels = size.channels;
    this.top = top;
    this.left = left;
    this.columns = columns;
    this.channels = channels;
    this.values = new float[Math.multiplyExact(Math.multiplyExact(rows, columns), channels)];
  }

  record Size(int rows, int columns, int channels) {}

  /** The copy; whoever reads it reads the image that {@link #copy} was given last. */
  float[] values() {
    return values;
  }

  /** From one row to the next in the copy. */
  int rowStep() {
    return columns * channels;
  }

  /** Takes an image in. */
  void copy(float[] input, int offset) {
    for (int i = 0; i < inRows; i++) {
      int from = offset + i * imageColumns * inChannels;
      int to = ((i + top) * columns + left) * channels;
      if (channels == inChannels) {
        System.arraycopy(input, from, values, to, inColumns * channels);
        continue;
      }
      for (int j = 0; j < inColumns; j++) {
        System.arraycopy(input, from + j * inChannels, values, to + j * channels, inChannels);
      }
    }
  }

  long bytes() {
    return 4L * values.length;
  }
}
