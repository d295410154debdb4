package dev.ridgeline.core.cost;

import dev.ridgeline.core.op.Binary;
import dev.ridgeline.core.op.Unary;

/**
 * Operations of one element, read off the formula: an addition, multiplication, division,
 * comparison, selection or transcendental function is one.
 *
 * @param forward operations to compute the value
 * @param backward operations to turn the output's gradient into the gradient of each input, given
 *     what the forward pass kept
 * @param needsInput whether the derivative reads the inputs (otherwise the output, or nothing)
 */
record ElementCost(int forward, int backward, boolean needsInput) {

  static ElementCost of(Unary op) {
    return switch (op) {
      case Unary.Function function -> of(function);
      case Unary.LeakyRelu _, Unary.ThresholdedRelu _ -> new ElementCost(2, 2, true);
      case Unary.Elu _ -> new ElementCost(4, 3, true);
      case Unary.Celu _ -> new ElementCost(7, 4, true);
      case Unary.Selu _ -> new ElementCost(5, 3, true);
      case Unary.HardSigmoid _ -> new ElementCost(4, 3, true);
      case Unary.Shrink _ -> new ElementCost(4, 1, true);
      // 0.5 * x * (1 + erf(x / sqrt 2)); with tanh the cubic inside takes four more.
      case Unary.Gelu gelu ->
          gelu.tanhApproximation() ? new ElementCost(9, 14, true) : new ElementCost(5, 8, true);
      case Unary.Swish swish ->
          swish.alpha() == 1 ? new ElementCost(5, 7, true) : new ElementCost(6, 8, true);
      case Unary.IsInf _ -> new ElementCost(1, 0, false);
      case Unary.Clip _ -> new ElementCost(2, 2, true);
      case Unary.Cast _ -> new ElementCost(0, 0, false);
    };
  }

  private static ElementCost of(Unary.Function function) {
    return switch (function) {
      case IDENTITY -> new ElementCost(0, 0, false);
      case RELU, NEG -> new ElementCost(1, 1, false);
      case ABS -> new ElementCost(1, 2, true);
      case RECIPROCAL -> new ElementCost(1, 3, false);
      case SQRT -> new ElementCost(1, 2, false);
      case EXP -> new ElementCost(1, 1, false);
      case LOG -> new ElementCost(1, 1, true);
      case SIGMOID -> new ElementCost(4, 3, false);
      case TANH -> new ElementCost(1, 3, false);
      // x * max(0, min(1, x / 6 + 0.5))
      case HARD_SWISH -> new ElementCost(5, 5, true);
      case MISH -> new ElementCost(5, 9, true);
      case SOFTPLUS -> new ElementCost(3, 4, true);
      case SOFTSIGN -> new ElementCost(3, 4, true);
      case ERF, SIN, COS, TAN, ASIN, ACOS, ATAN, SINH, COSH, ASINH, ACOSH, ATANH ->
          new ElementCost(1, 3, true);
      case FLOOR, CEIL, ROUND, SIGN, NOT, BITWISE_NOT, IS_NAN -> new ElementCost(1, 0, false);
    };
  }

  static ElementCost of(Binary op) {
    return switch (op) {
      case ADD -> new ElementCost(1, 0, false);
      case SUB -> new ElementCost(1, 1, false);
      case MUL -> new ElementCost(1, 2, true);
      case DIV -> new ElementCost(1, 4, true);
      case POW -> new ElementCost(1, 6, true);
      case MIN, MAX -> new ElementCost(1, 2, true);
      case PRELU -> new ElementCost(2, 4, true);
      case MOD, FMOD, AND, OR, XOR, BITWISE_AND, BITWISE_OR, BITWISE_XOR, SHIFT_LEFT, SHIFT_RIGHT ->
          new ElementCost(1, 0, false);
    };
  }

  /** The kind that an elementwise function is listed under. */
  static WorkKind kind(Unary op) {
    if (op instanceof Unary.Cast || op == Unary.Function.IDENTITY) {
      return WorkKind.MOVEMENT;
    }
    return switch (op) {
      case Unary.Function function ->
          switch (function) {
            case RELU, SIGMOID, TANH, HARD_SWISH, MISH, SOFTPLUS, SOFTSIGN -> WorkKind.ACTIVATION;
            default -> WorkKind.ELEMENTWISE;
          };
      case Unary.IsInf _ -> WorkKind.ELEMENTWISE;
      default -> WorkKind.ACTIVATION;
    };
  }
}
