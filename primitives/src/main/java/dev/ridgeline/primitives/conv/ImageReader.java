package dev.ridgeline.primitives.conv;

/** Reads an input by output position and tap; the padding value outside. */
final class ImageReader {
  private final ConvProblem problem;
  private final double[] input;

  ImageReader(ConvProblem problem, double[] input) {
    if (input.length != problem.inputSize()) {
      throw new IllegalArgumentException(
          "an input has %d values, %d given".formatted(problem.inputSize(), input.length));
    }
    this.problem = problem;
    this.input = input;
  }

  /** The value that tap (k, l) of output (i, j) takes of a channel. */
  double tap(int image, int channel, int i, int j, int k, int l) {
    ConvAxis rows = problem.rows();
    ConvAxis columns = problem.columns();
    return at(
        image,
        channel,
        rows.stride() * i + rows.dilation() * k - rows.padBefore(),
        columns.stride() * j + columns.dilation() * l - columns.padBefore());
  }

  /** The value at a row and a column, which may lie outside. */
  double at(int image, int channel, int row, int column) {
    int height = problem.rows().input();
    int width = problem.columns().input();
    boolean inside = row >= 0 && row < height && column >= 0 && column < width;
    return inside
        ? input[((image * problem.inChannels() + channel) * height + row) * width + column]
        : problem.padValue();
  }
}
