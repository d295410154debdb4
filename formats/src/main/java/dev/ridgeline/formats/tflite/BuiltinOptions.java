package dev.ridgeline.formats.tflite;

/** Numbers of the kinds of options in the schema, for operators that must have options. */
final class BuiltinOptions {
  static final int NONE = 0;
  static final int CONV_2D = 1;
  static final int DEPTHWISE_CONV_2D = 2;
  static final int POOL_2D = 5;
  static final int FULLY_CONNECTED = 8;
  static final int SOFTMAX = 9;
  static final int CONCATENATION = 10;
  static final int ADD = 11;
  static final int RESHAPE = 17;
  static final int MUL = 21;
  static final int PAD = 22;
  static final int GATHER = 23;
  static final int TRANSPOSE = 26;
  static final int REDUCER = 27;
  static final int SUB = 28;
  static final int DIV = 29;
  static final int STRIDED_SLICE = 32;
  static final int CAST = 37;
  static final int MAXIMUM_MINIMUM = 39;
  static final int PADV2 = 43;
  static final int LEAKY_RELU = 75;
  static final int GELU = 116;

  private BuiltinOptions() {}
}
