package dev.ridgeline.learning.network;

/** ReLU in place: the layer before must not need its own output for its gradient. */
record ReluLayer(Blob value) implements Layer {
  @Override
  public void forward(int images, boolean training) {
    Chunks.each(
        images,
        (_, from, to) -> {
          for (int i = from * value.size(); i < to * value.size(); i++) {
            value.data[i] = Math.max(value.data[i], 0);
          }
        });
  }

  @Override
  public void backward(int images) {
    Chunks.each(
        images,
        (_, from, to) ->
            Lanes.cut(value.data, value.gradient, from * value.size(), to * value.size()));
  }
}
