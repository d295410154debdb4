package dev.ridgeline.learning.network;

/** The mean of every channel over height and width. */
record MeanLayer(Blob x, Blob y) implements Layer {
  @Override
  public void forward(int images, boolean training) {
    float share = 1f / x.pixels();
    for (int image = 0; image < images; image++) {
      int yAt = image * y.size();
      for (int c = 0; c < x.channels; c++) {
        y.data[yAt + c] = 0;
      }
      for (int p = 0; p < x.pixels(); p++) {
        int xAt = image * x.size() + p * x.channels;
        for (int c = 0; c < x.channels; c++) {
          y.data[yAt + c] += x.data[xAt + c] * share;
        }
      }
    }
  }

  @Override
  public void backward(int images) {
    float share = 1f / x.pixels();
    for (int image = 0; image < images; image++) {
      for (int p = 0; p < x.pixels(); p++) {
        int xAt = image * x.size() + p * x.channels;
        for (int c = 0; c < x.channels; c++) {
          x.gradient[xAt + c] += y.gradient[image * y.size() + c] * share;
        }
      }
    }
  }
}
