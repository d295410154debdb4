package dev.ridgeline.compiler.operator;

import dev.ridgeline.compiler.ir.BinaryOp;
import dev.ridgeline.compiler.ir.CompareOp;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.ScalarType;
import dev.ridgeline.compiler.ir.UnaryOp;

/** What one link of a {@link Chain} computes from values a and b and numbers p and q, in f32. */
public enum ChainOp {
  ADD(2),
  SUB(2),
  MUL(2),
  DIV(2),
  MIN(2),
  MAX(2),
  /** {@code a < 0 ? a * b : a}. */
  PRELU(2),
  NEG(1),
  ABS(1),
  SQRT(1),
  RECIPROCAL(1),
  EXP(1),
  LOG(1),
  TANH(1),
  SIGMOID(1),
  ERF(1),
  RELU(1),
  /** {@code min(max(a, p), q)}. */
  CLIP(1),
  /** {@code a < 0 ? a * p : a}. */
  LEAKY_RELU(1),
  /** {@code min(max(a * p + q, 0), 1)}. */
  HARD_SIGMOID(1),
  /** {@code a * min(max(a / 6 + 1 / 2, 0), 1)}. */
  HARD_SWISH(1),
  /** {@code a * sigmoid(p * a)}. */
  SWISH(1),
  /** {@code a * (1 + erf(a / sqrt 2)) / 2}. */
  GELU(1),
  /** {@code a * (1 + tanh(sqrt(2 / pi) * (a + 0.044715 * a^3))) / 2}. */
  GELU_TANH(1),
  /** {@code a^2}. */
  SQUARE(1),
  /** {@code a * p + q}. */
  SCALE(1);

  private final int operands;

  ChainOp(int operands) {
    this.operands = operands;
  }

  /** How many values it takes: 1 or 2. */
  public int operands() {
    return operands;
  }

  Expr apply(Expr a, Expr b, float p, float q) {
    return switch (this) {
      case ADD -> binary(BinaryOp.ADD, a, b);
      case SUB -> binary(BinaryOp.SUB, a, b);
      case MUL -> binary(BinaryOp.MUL, a, b);
      case DIV -> binary(BinaryOp.DIV, a, b);
      case MIN -> orNaN(a, binary(BinaryOp.MIN, a, b));
      case MAX -> orNaN(a, binary(BinaryOp.MAX, a, b));
      case PRELU -> negative(a, binary(BinaryOp.MUL, a, b));
      case NEG -> new Expr.Unary(UnaryOp.NEG, a);
      case ABS -> new Expr.Unary(UnaryOp.ABS, a);
      case SQRT -> new Expr.Unary(UnaryOp.SQRT, a);
      case RECIPROCAL -> binary(BinaryOp.DIV, f32(1), a);
      case EXP -> new Expr.Unary(UnaryOp.EXP, a);
      case LOG -> new Expr.Unary(UnaryOp.LOG, a);
      case TANH -> ActivationKind.TANH.apply(a);
      case SIGMOID -> ActivationKind.SIGMOID.apply(a);
      case ERF -> new Expr.Unary(UnaryOp.ERF, a);
      case RELU -> ActivationKind.RELU.apply(a);
      case CLIP -> Exprs.min(f32(q), Exprs.max(f32(p), a));
      case LEAKY_RELU -> negative(a, binary(BinaryOp.MUL, a, f32(p)));
      case HARD_SIGMOID -> unit(new Expr.Fma(a, f32(p), f32(q)));
      case HARD_SWISH -> binary(BinaryOp.MUL, a, unit(new Expr.Fma(a, f32(1.0 / 6), f32(0.5))));
      case SWISH ->
          binary(BinaryOp.MUL, a, ActivationKind.SIGMOID.apply(p == 1 ? a : times(a, f32(p))));
      case GELU -> ActivationKind.GELU.apply(a);
      case GELU_TANH -> {
        Expr cubic = new Expr.Fma(times(times(a, a), a), f32(0.044715), a);
        Expr tanh = new Expr.Unary(UnaryOp.TANH, times(cubic, f32(Math.sqrt(2 / Math.PI))));
        yield times(times(a, f32(0.5)), binary(BinaryOp.ADD, tanh, f32(1)));
      }
      case SQUARE -> times(a, a);
      case SCALE -> new Expr.Fma(a, f32(p), f32(q));
    };
  }

  private static Expr unit(Expr x) {
    return Exprs.min(f32(1), Exprs.max(f32(0), x));
  }

  /** Minima and maxima keep a second operand that is NaN; here the first is kept, too. */
  private static Expr orNaN(Expr a, Expr otherwise) {
    return new Expr.Select(new Expr.Compare(CompareOp.NE, a, a), a, otherwise);
  }

  private static Expr negative(Expr a, Expr then) {
    return new Expr.Select(new Expr.Compare(CompareOp.LT, a, f32(0)), then, a);
  }

  private static Expr times(Expr a, Expr b) {
    return binary(BinaryOp.MUL, a, b);
  }

  private static Expr binary(BinaryOp op, Expr a, Expr b) {
    return new Expr.Binary(op, a, b);
  }

  private static Expr f32(double value) {
    return Exprs.number(ScalarType.F32, value);
  }
}
