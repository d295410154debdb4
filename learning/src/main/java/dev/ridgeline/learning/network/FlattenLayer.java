package dev.ridgeline.learning.network;

/** An image as a vector, channel by channel: the order that the graph's NCHW images have. */
record FlattenLayer(Blob x, Blob y) implements Layer {
  @Override
  public void forward(int images, boolean training) {
    each(images, (from, to) -> y.data[to] = x.data[from]);
  }

  @Override
  public void backward(int images) {
    each(images, (from, to) -> x.gradient[from] += y.gradient[to]);
  }

  @FunctionalInterface
  private interface Move {
    void at(int imageAt, int vectorAt);
  }

  private void each(int images, Move move) {
    for (int image = 0; image < images; image++) {
      for (int p = 0; p < x.pixels(); p++) {
        for (int c = 0; c < x.channels; c++) {
          move.at(image * x.size() + p * x.channels + c, image * y.size() + c * x.pixels() + p);
        }
      }
    }
  }
}
