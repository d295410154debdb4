package dev.ridgeline.core.gradient;

import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Compare;
import dev.ridgeline.core.op.Unary;

/** Gradients of operators on one value: the gradient of the result times the slope. */
final class UnaryGradients {
  private UnaryGradients() {}

  static void write(Tape t, Node node, Unary op, String dy) {
    String x = node.input(0);
    String y = node.output();
    switch (op) {
      case Unary.Function function -> t.give(node, 0, function(t, node, function, x, y, dy));
      case Unary.LeakyRelu o -> t.give(node, 0, leaky(t, x, dy, t.scaled(dy, o.alpha())));
      case Unary.Elu o ->
          t.give(node, 0, leaky(t, x, dy, t.product(dy, t.sum(y, t.number(y, o.alpha())))));
      case Unary.Selu o -> {
        String below = t.product(dy, t.sum(y, t.number(y, (double) o.alpha() * o.gamma())));
        t.give(node, 0, leaky(t, x, t.scaled(dy, o.gamma()), below));
      }
      case Unary.HardSigmoid o -> {
        String inside = between(t, y, 0, 1);
        t.give(node, 0, t.where(inside, t.scaled(dy, o.alpha())));
      }
      case Unary.Gelu o -> t.give(node, 0, t.product(dy, gelu(t, x, o.tanhApproximation())));
      case Unary.Swish o -> {
        String gate = t.op(Unary.Function.SIGMOID, t.scaled(x, o.alpha()));
        String rest = t.product(t.scaled(y, o.alpha()), t.difference(t.number(x, 1), gate));
        t.give(node, 0, t.product(dy, t.sum(gate, rest)));
      }
      case Unary.Clip _ -> {
        String inside = t.op(Compare.Relation.EQUAL, x, y);
        t.give(node, 0, t.where(inside, dy));
      }
      case Unary.Cast _ -> t.give(node, 0, t.op(new Unary.Cast(t.type(x).dtype(), true), dy));
      case Unary.Celu _, Unary.ThresholdedRelu _, Unary.Shrink _, Unary.IsInf _ ->
          throw Gradient.none(node, "no rule is known");
    }
  }

  private static String leaky(Tape t, String x, String above, String below) {
    return t.op(
        new Compare.Where(), t.op(Compare.Relation.GREATER, x, t.number(x, 0)), above, below);
  }

  private static String between(Tape t, String y, double low, double high) {
    return t.op(
        dev.ridgeline.core.op.Binary.AND,
        t.op(Compare.Relation.GREATER, y, t.number(y, low)),
        t.op(Compare.Relation.LESS, y, t.number(y, high)));
  }

  private static String function(
      Tape t, Node node, Unary.Function function, String x, String y, String dy) {
    return switch (function) {
      case IDENTITY -> dy;
      case NEG -> t.negative(dy);
      case ABS -> t.product(dy, t.op(Unary.Function.SIGN, x));
      case RECIPROCAL -> t.negative(t.product(dy, t.product(y, y)));
      case SQRT -> t.quotient(t.scaled(dy, 0.5), y);
      case EXP -> t.product(dy, y);
      case LOG -> t.quotient(dy, x);
      case SIGMOID -> t.product(dy, t.product(y, t.difference(t.number(y, 1), y)));
      case TANH -> t.product(dy, t.difference(t.number(y, 1), t.product(y, y)));
      case RELU -> t.where(t.op(Compare.Relation.GREATER, y, t.number(y, 0)), dy);
      case HARD_SWISH -> t.product(dy, hardSwish(t, x));
      case SOFTPLUS -> t.product(dy, t.op(Unary.Function.SIGMOID, x));
      case ERF -> {
        String bell = t.op(Unary.Function.EXP, t.negative(t.product(x, x)));
        yield t.product(dy, t.scaled(bell, 2 / Math.sqrt(Math.PI)));
      }
      case SIN -> t.product(dy, t.op(Unary.Function.COS, x));
      case COS -> t.negative(t.product(dy, t.op(Unary.Function.SIN, x)));
      case SIGN, FLOOR, CEIL, ROUND -> throw Gradient.none(node, "its slope is 0 or not defined");
      case MISH, SOFTSIGN, TAN, ASIN, ACOS, ATAN, SINH, COSH, ASINH, ACOSH, ATANH ->
          throw Gradient.none(node, "no rule is known");
      case NOT, BITWISE_NOT, IS_NAN -> throw Gradient.none(node, "it is not differentiable");
    };
  }

  /** 0 below -3, 1 above 3, x / 3 + 1/2 between. */
  private static String hardSwish(Tape t, String x) {
    String slope = t.sum(t.scaled(x, 1 / 3.0), t.number(x, 0.5));
    String below = t.where(t.op(Compare.Relation.GREATER, x, t.number(x, -3)), slope);
    return t.op(
        new Compare.Where(), t.op(Compare.Relation.LESS, x, t.number(x, 3)), below, t.number(x, 1));
  }

  private static String gelu(Tape t, String x, boolean approximation) {
    if (approximation) {
      // y = x (1 + tanh u) / 2 with u = sqrt(2 / pi) (x + 0.044715 x^3)
      double c = Math.sqrt(2 / Math.PI);
      String square = t.product(x, x);
      String u = t.product(x, t.sum(t.scaled(square, c * 0.044715), t.number(x, c)));
      String tanh = t.op(Unary.Function.TANH, u);
      String half = t.scaled(t.sum(tanh, t.number(x, 1)), 0.5);
      String slope = t.sum(t.scaled(square, 3 * c * 0.044715), t.number(x, c));
      String bell = t.difference(t.number(x, 1), t.product(tanh, tanh));
      return t.sum(half, t.scaled(t.product(x, t.product(bell, slope)), 0.5));
    }
    String erf = t.op(Unary.Function.ERF, t.scaled(x, Math.sqrt(0.5)));
    String normal = t.scaled(t.sum(erf, t.number(x, 1)), 0.5);
    String bell = t.op(Unary.Function.EXP, t.scaled(t.product(x, x), -0.5));
    return t.sum(normal, t.product(x, t.scaled(bell, 1 / Math.sqrt(2 * Math.PI))));
  }
}
