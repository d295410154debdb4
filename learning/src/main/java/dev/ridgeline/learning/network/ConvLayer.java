package dev.ridgeline.learning.network;

import java.util.Arrays;
import java.util.List;

/**
 * Convolution over all channels. Rows of {@code kernelH * kernelW * channels} inputs are gathered
 * pixel by pixel (a 1x1 kernel of stride 1 reads them where they lie) and multiplied with the
 * weights, which stand as [kernelH, kernelW, in, out].
 */
final class ConvLayer implements Layer {
  private final Blob x;
  private final Blob y;
  private final WindowSizes window;
  private final Parameter weight;
  private final Parameter bias;
  private final boolean inputGradient;
  private final float[][] weightParts;
  private final float[][] biasParts;
  private final int rowLength;

  ConvLayer(
      Blob x,
      Blob y,
      WindowSizes window,
      Parameter weight,
      Parameter bias,
      boolean inputGradient,
      int batch) {
    this.x = x;
    this.y = y;
    this.window = window;
    this.weight = weight;
    this.bias = bias;
    this.inputGradient = inputGradient;
    weightParts = new float[Chunks.count(batch)][weight.value().length];
    biasParts = new float[Chunks.count(batch)][y.channels];
    rowLength = window.kernelH() * window.kernelW() * x.channels;
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(weight, bias);
  }

  @Override
  public void forward(int images, boolean training) {
    Chunks.each(
        images,
        (_, from, to) -> {
          float[] rows = new float[window.gathers() ? y.pixels() * rowLength : 0];
          for (int image = from; image < to; image++) {
            int rowsAt = rows(image, rows);
            float[] source = window.gathers() ? rows : x.data;
            int yAt = image * y.size();
            for (int p = 0; p < y.pixels(); p++) {
              System.arraycopy(bias.value(), 0, y.data, yAt + p * y.channels, y.channels);
            }
            Rows.multiplyAdd(
                source, rowsAt, rowLength, y.pixels(), weight.value(), y.channels, y.data, yAt);
          }
        });
  }

  @Override
  public void backward(int images) {
    float[] transposed =
        inputGradient ? Rows.transposed(weight.value(), rowLength, y.channels) : new float[0];
    Chunks.each(
        images,
        (chunk, from, to) -> {
          float[] rows = new float[window.gathers() ? y.pixels() * rowLength : 0];
          for (int image = from; image < to; image++) {
            int rowsAt = rows(image, rows);
            float[] source = window.gathers() ? rows : x.data;
            int yAt = image * y.size();
            Rows.outerAdd(
                source,
                rowsAt,
                rowLength,
                y.gradient,
                yAt,
                y.channels,
                y.pixels(),
                weightParts[chunk]);
            Rows.sumAdd(y.gradient, yAt, y.channels, y.pixels(), biasParts[chunk]);
            if (inputGradient) {
              inputGradient(image, transposed, rows);
            }
          }
        });
    weight.gather(weightParts, Chunks.count(images));
    bias.gather(biasParts, Chunks.count(images));
  }

  private void inputGradient(int image, float[] transposed, float[] rows) {
    float[] target = window.gathers() ? rows : x.gradient;
    int targetAt = window.gathers() ? 0 : image * x.size();
    if (window.gathers()) {
      Arrays.fill(rows, 0);
    }
    Rows.multiplyAdd(
        y.gradient,
        image * y.size(),
        y.channels,
        y.pixels(),
        transposed,
        rowLength,
        target,
        targetAt);
    if (window.gathers()) {
      scatter(image, rows);
    }
  }

  /** Gathers the rows of an image; where they begin. */
  private int rows(int image, float[] rows) {
    if (!window.gathers()) {
      return image * x.size();
    }
    Arrays.fill(rows, 0);
    runs(image, (xAt, rowsAt, length) -> System.arraycopy(x.data, xAt, rows, rowsAt, length));
    return 0;
  }

  private void scatter(int image, float[] rows) {
    runs(image, (xAt, rowsAt, length) -> Lanes.add(rows, rowsAt, x.gradient, xAt, length));
  }

  /** Inputs that stand side by side in the image and in a row. */
  @FunctionalInterface
  private interface Run {
    void at(int xAt, int rowsAt, int length);
  }

  private void runs(int image, Run run) {
    int kernelRow = window.kernelW() * x.channels;
    int at = 0;
    for (int oy = 0; oy < y.height; oy++) {
      for (int ox = 0; ox < y.width; ox++) {
        int left = ox * window.strideW() - window.padLeft();
        int from = Math.max(0, left);
        int to = Math.min(x.width, left + window.kernelW());
        for (int ky = 0; ky < window.kernelH(); ky++) {
          int iy = oy * window.strideH() - window.padTop() + ky;
          if (iy >= 0 && iy < x.height && from < to) {
            run.at(
                image * x.size() + (iy * x.width + from) * x.channels,
                at + (from - left) * x.channels,
                (to - from) * x.channels);
          }
          at += kernelRow;
        }
      }
    }
  }
}
