package dev.ridgeline.formats.tflite;

import java.util.Arrays;
import java.util.Optional;

/** Operators of the schema that are followed, with their numbers there. */
enum Builtin {
  ADD(0),
  AVERAGE_POOL_2D(1),
  CONCATENATION(2),
  CONV_2D(3),
  DEPTHWISE_CONV_2D(4),
  DEQUANTIZE(6),
  FLOOR(8),
  FULLY_CONNECTED(9),
  LOGISTIC(14),
  MAX_POOL_2D(17),
  MUL(18),
  RELU(19),
  RELU_N1_TO_1(20),
  RELU6(21),
  RESHAPE(22),
  SOFTMAX(25),
  TANH(28),
  CUSTOM(32),
  PAD(34),
  GATHER(36),
  TRANSPOSE(39),
  MEAN(40),
  SUB(41),
  DIV(42),
  SQUEEZE(43),
  STRIDED_SLICE(45),
  EXP(47),
  CAST(53),
  PRELU(54),
  MAXIMUM(55),
  MINIMUM(57),
  NEG(59),
  PADV2(60),
  EXPAND_DIMS(70),
  LOG(73),
  SUM(74),
  SQRT(75),
  REDUCE_MAX(82),
  LEAKY_RELU(98),
  ABS(101),
  CEIL(104),
  COS(108),
  SIN(66),
  ELU(111),
  QUANTIZE(114),
  ROUND(116),
  HARD_SWISH(117),
  GELU(150);

  private final int code;

  Builtin(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  static Optional<Builtin> of(int code) {
    return Arrays.stream(values()).filter(b -> b.code == code).findFirst();
  }
}
