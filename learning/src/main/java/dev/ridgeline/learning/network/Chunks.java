package dev.ridgeline.learning.network;

import java.util.stream.IntStream;

/**
 * Shares a batch among the cores in chunks of a fixed number of images. Sums over a batch are made
 * chunk by chunk and added up in order, so that they have the same bits on any number of cores.
 */
final class Chunks {
  /** Images of a chunk. */
  static final int IMAGES = 8;

  private Chunks() {}

  /** What is done to the images from {@code from} to before {@code to}. */
  @FunctionalInterface
  interface Work {
    void run(int chunk, int from, int to);
  }

  static int count(int images) {
    return Math.ceilDiv(images, IMAGES);
  }

  static void each(int images, Work work) {
    IntStream.range(0, count(images))
        .parallel()
        .forEach(chunk -> work.run(chunk, chunk * IMAGES, Math.min(images, (chunk + 1) * IMAGES)));
  }
}
