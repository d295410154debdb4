package dev.ridgeline.learning.digits;

/**
 * A fully connected layer, y = W x + b, then a rectifier where it has one.
 *
 * @param name of the layer
 * @param in elements of x
 * @param out elements of y
 * @param weight W, [out, in], shared
 * @param bias b, shared; empty for none
 * @param rectified whether a rectifier follows
 */
public record Dense(String name, int in, int out, float[] weight, float[] bias, boolean rectified) {
  public Dense {
    if (in < 1 || out < 1 || weight.length != (long) in * out) {
      throw new IllegalArgumentException(
          "%d weights are no layer from %d to %d".formatted(weight.length, in, out));
    }
    if (bias.length != 0 && bias.length != out) {
      throw new IllegalArgumentException(
          "%d biases do not fit %d outputs".formatted(bias.length, out));
    }
  }

  /** Weights and biases. */
  public long parameters() {
    return (long) weight.length + bias.length;
  }

  String weightName() {
    return name + ".weight";
  }

  String biasName() {
    return name + ".bias";
  }
}
