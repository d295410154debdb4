package dev.ridgeline.learning.network;

import java.util.List;

/** Convolution of every channel by itself; the weights stand as [kernelH, kernelW, channels]. */
final class DepthwiseLayer implements Layer {
  private final Blob x;
  private final Blob y;
  private final WindowSizes window;
  private final Parameter weight;
  private final Parameter bias;
  private final float[][] weightParts;
  private final float[][] biasParts;

  DepthwiseLayer(Blob x, Blob y, WindowSizes window, Parameter weight, Parameter bias, int batch) {
    this.x = x;
    this.y = y;
    this.window = window;
    this.weight = weight;
    this.bias = bias;
    weightParts = new float[Chunks.count(batch)][weight.value().length];
    biasParts = new float[Chunks.count(batch)][y.channels];
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(weight, bias);
  }

  /** What is done with a pixel of the output and one of the input under the same weights. */
  @FunctionalInterface
  private interface Tap {
    void at(int outputAt, int inputAt, int weightAt);
  }

  @Override
  public void forward(int images, boolean training) {
    int channels = y.channels;
    Chunks.each(
        images,
        (_, from, to) -> {
          for (int at = from * y.size(); at < to * y.size(); at += channels) {
            System.arraycopy(bias.value(), 0, y.data, at, channels);
          }
          taps(
              from,
              to,
              (out, in, w) ->
                  Lanes.addProducts(x.data, in, weight.value(), w, y.data, out, channels));
        });
  }

  @Override
  public void backward(int images) {
    int channels = y.channels;
    Chunks.each(
        images,
        (chunk, from, to) -> {
          taps(
              from,
              to,
              (out, in, w) -> {
                Lanes.addProducts(y.gradient, out, weight.value(), w, x.gradient, in, channels);
                Lanes.addProducts(y.gradient, out, x.data, in, weightParts[chunk], w, channels);
              });
          Rows.sumAdd(
              y.gradient, from * y.size(), channels, (to - from) * y.pixels(), biasParts[chunk]);
        });
    weight.gather(weightParts, Chunks.count(images));
    bias.gather(biasParts, Chunks.count(images));
  }

  private void taps(int from, int to, Tap tap) {
    for (int image = from; image < to; image++) {
      for (int oy = 0; oy < y.height; oy++) {
        for (int ox = 0; ox < y.width; ox++) {
          int outputAt = image * y.size() + (oy * y.width + ox) * y.channels;
          pixel(image, oy, ox, outputAt, tap);
        }
      }
    }
  }

  private void pixel(int image, int oy, int ox, int outputAt, Tap tap) {
    for (int ky = 0; ky < window.kernelH(); ky++) {
      int iy = oy * window.strideH() - window.padTop() + ky;
      if (iy < 0 || iy >= x.height) {
        continue;
      }
      for (int kx = 0; kx < window.kernelW(); kx++) {
        int ix = ox * window.strideW() - window.padLeft() + kx;
        if (ix >= 0 && ix < x.width) {
          tap.at(
              outputAt,
              image * x.size() + (iy * x.width + ix) * x.channels,
              (ky * window.kernelW() + kx) * y.channels);
        }
      }
    }
  }
}
