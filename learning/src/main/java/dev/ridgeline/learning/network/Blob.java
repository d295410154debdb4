package dev.ridgeline.learning.network;

/** A value of a network and its gradient for a batch: images with channels last, or vectors. */
final class Blob {
  final int height;
  final int width;
  final int channels;
  final float[] data;
  final float[] gradient;

  Blob(int batch, int height, int width, int channels) {
    this.height = height;
    this.width = width;
    this.channels = channels;
    int elements = Math.multiplyExact(batch, height * width * channels);
    data = new float[elements];
    gradient = new float[elements];
  }

  /** Elements of one image. */
  int size() {
    return height * width * channels;
  }

  int pixels() {
    return height * width;
  }
}
