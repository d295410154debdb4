package dev.ridgeline.compiler.operator;

import dev.ridgeline.compiler.ir.BinaryOp;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.ScalarType;
import dev.ridgeline.compiler.ir.UnaryOp;

/** Functions applied to each element of an f32 result. */
public enum ActivationKind {
  NONE,
  /** {@code max(x, 0)}. */
  RELU,
  /** {@code min(max(x, 0), 6)}. */
  RELU6,
  SIGMOID,
  TANH,
  /** {@code x * (1 + erf(x / sqrt 2)) / 2}. */
  GELU,
  /** {@code x * sigmoid(x)}. */
  SILU,
  /** {@code x * min(max(x + 3, 0), 6) / 6}. */
  HARD_SWISH;

  /**
   * Whether it is a few instructions, which can follow a sum in registers; the others are formulas
   * of their own and would make too much code there.
   */
  public boolean inRegisters() {
    return switch (this) {
      case NONE, RELU, RELU6 -> true;
      case SIGMOID, TANH, GELU, SILU, HARD_SWISH -> false;
    };
  }

  /**
   * The function of an expression of type f32. Of a minimum and a maximum NaN is kept as the second
   * operand, as ONNX asks.
   */
  public Expr apply(Expr x) {
    return switch (this) {
      case NONE -> x;
      case RELU -> Exprs.max(f32(0), x);
      case RELU6 -> Exprs.min(f32(6), Exprs.max(f32(0), x));
      case SIGMOID -> new Expr.Unary(UnaryOp.SIGMOID, x);
      case TANH -> new Expr.Unary(UnaryOp.TANH, x);
      case GELU -> {
        Expr erf = new Expr.Unary(UnaryOp.ERF, mul(x, f32(Math.sqrt(0.5))));
        yield mul(mul(x, f32(0.5)), new Expr.Binary(BinaryOp.ADD, erf, f32(1)));
      }
      case HARD_SWISH -> {
        Expr gate = new Expr.Binary(BinaryOp.ADD, x, f32(3));
        yield mul(mul(x, Exprs.min(Exprs.max(gate, f32(0)), f32(6))), f32(1.0 / 6));
      }
      case SILU -> mul(x, new Expr.Unary(UnaryOp.SIGMOID, x));
    };
  }

  private static Expr f32(double value) {
    return Exprs.number(ScalarType.F32, value);
  }

  private static Expr mul(Expr a, Expr b) {
    return new Expr.Binary(BinaryOp.MUL, a, b);
  }
}
