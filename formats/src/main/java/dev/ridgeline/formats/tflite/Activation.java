package dev.ridgeline.formats.tflite;

/** Numbers of fused activations in the schema. */
final class Activation {
  static final int NONE = 0;
  static final int RELU = 1;
  static final int RELU_N1_TO_1 = 2;
  static final int RELU6 = 3;
  static final int TANH = 4;

  private Activation() {}
}
