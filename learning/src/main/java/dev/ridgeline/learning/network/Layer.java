package dev.ridgeline.learning.network;

import java.util.List;

/** A step of a network, forward and backward. */
interface Layer {
  /** Computes the output of a batch; {@code training}: statistics are those of the batch. */
  void forward(int images, boolean training);

  /** Adds to the gradients of the inputs, and sets those of the parameters. */
  void backward(int images);

  /** What is trained. */
  default List<Parameter> parameters() {
    return List.of();
  }

  /** What is kept, but not trained. */
  default List<Parameter> buffers() {
    return List.of();
  }
}
