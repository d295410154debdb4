package dev.ridgeline.learning.network;

/** Sum of two values of one shape. */
record AddLayer(Blob a, Blob b, Blob sum) implements Layer {
  @Override
  public void forward(int images, boolean training) {
    for (int i = 0; i < images * sum.size(); i++) {
      sum.data[i] = a.data[i] + b.data[i];
    }
  }

  @Override
  public void backward(int images) {
    for (int i = 0; i < images * sum.size(); i++) {
      a.gradient[i] += sum.gradient[i];
      b.gradient[i] += sum.gradient[i];
    }
  }
}
