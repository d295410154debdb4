package dev.ridgeline.compiler.lower;

import dev.ridgeline.compiler.ir.BinaryOp;
import dev.ridgeline.compiler.ir.CompareOp;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.ScalarType;
import dev.ridgeline.compiler.ir.UnaryOp;
import dev.ridgeline.compiler.ir.ValueType;
import dev.ridgeline.core.UserError;
import java.util.function.Function;

/** The math functions in primitive operations, for one type of value. */
final class MathFormulas {
  private final MathConstants c;
  private final int lanes;
  private final Function<Expr, Expr> local;

  /**
   * @param type of the argument, a scalar or a vector
   * @param local gives a name to an intermediate value that is used more than once
   */
  MathFormulas(ValueType type, Function<Expr, Expr> local) {
    this.c = MathConstants.of(type.scalar());
    this.lanes = type.lanes();
    this.local = local;
  }

  /** The function of an argument that is a local or a constant. */
  Expr apply(UnaryOp op, Expr x) {
    return switch (op) {
      case EXP -> exp(x);
      case LOG -> log(x);
      case TANH -> tanh(x);
      case SIGMOID -> sigmoid(x);
      case ERF -> erf(x);
      default -> throw new IllegalArgumentException(op + " is primitive");
    };
  }

  private Expr exp(Expr x) {
    Expr within =
        local.apply(
            binary(BinaryOp.MAX, number(c.lowExp()), binary(BinaryOp.MIN, number(c.highExp()), x)));
    Expr shifted = local.apply(new Expr.Fma(within, number(log2e()), number(c.magic())));
    Expr y = local.apply(add(reducedExp(within, shifted, c.exp()), number(1)));
    Expr k = local.apply(exponent(shifted));
    Expr half = local.apply(binary(BinaryOp.SHR, k, integer(1)));
    Expr rest = binary(BinaryOp.SUB, k, half);
    return mul(mul(y, powerOfTwo(half)), powerOfTwo(rest));
  }

  /** e^r - 1, where r is x less its nearest multiple of ln 2, which {@code shifted} holds. */
  private Expr reducedExp(Expr x, Expr shifted, double[] polynomial) {
    Expr n = local.apply(sub(shifted, number(c.magic())));
    Expr coarse = new Expr.Fma(n, number(-c.ln2()[0]), x);
    Expr r = local.apply(new Expr.Fma(n, number(-c.ln2()[1]), coarse));
    return new Expr.Fma(mul(r, r), horner(polynomial, r), r);
  }

  private Expr exponent(Expr shifted) {
    return binary(BinaryOp.SUB, bits(shifted), integer(c.magicBits()));
  }

  private Expr powerOfTwo(Expr k) {
    Expr biased = binary(BinaryOp.ADD, k, integer(c.bias()));
    return floats(binary(BinaryOp.SHL, biased, integer(c.mantissa())));
  }

  private Expr log(Expr x) {
    Expr small = local.apply(compare(CompareOp.LT, x, number(c.leastNormal())));
    double up = 1L << c.mantissa();
    Expr normal = local.apply(bits(new Expr.Select(small, mul(x, number(up)), x)));
    Expr away = binary(BinaryOp.SUB, normal, integer(c.rootHalfBits()));
    Expr e = local.apply(binary(BinaryOp.SHR, away, integer(c.mantissa())));
    Expr m = floats(binary(BinaryOp.SUB, normal, binary(BinaryOp.SHL, e, integer(c.mantissa()))));
    Expr f = local.apply(sub(m, number(1)));
    Expr correction = new Expr.Select(small, number(c.mantissa()), number(0));
    Expr power = local.apply(sub(new Expr.Cast(c.type(), e), correction));
    Expr tail = new Expr.Fma(power, number(c.ln2()[1]), logTail(f));
    Expr multiple = local.apply(mul(power, number(c.ln2()[0])));
    Expr high = local.apply(add(multiple, f));
    Expr low = sub(f, sub(high, multiple));
    return logOfAll(x, add(high, add(low, tail)));
  }

  /** log(1 + f) - f. */
  private Expr logTail(Expr f) {
    if (c.type() == ScalarType.F32) {
      Expr square = local.apply(mul(f, f));
      Expr rest = horner(c.log(), f);
      return new Expr.Fma(mul(f, square), rest, mul(number(-0.5), square));
    }
    Expr s = local.apply(binary(BinaryOp.DIV, f, add(number(2), f)));
    Expr z = local.apply(mul(s, s));
    Expr half = local.apply(mul(mul(number(-0.5), f), f));
    return new Expr.Fma(s, sub(mul(z, horner(c.log(), z)), half), half);
  }

  /** The logarithm of what is no positive number, else {@code positive}. */
  private Expr logOfAll(Expr x, Expr positive) {
    Expr finite =
        new Expr.Select(compare(CompareOp.LT, x, number(Double.POSITIVE_INFINITY)), positive, x);
    Expr signed = new Expr.Select(compare(CompareOp.LT, x, number(0)), number(Double.NaN), finite);
    return new Expr.Select(
        compare(CompareOp.EQ, x, number(0)), number(Double.NEGATIVE_INFINITY), signed);
  }

  private Expr tanh(Expr x) {
    Expr size = local.apply(new Expr.Unary(UnaryOp.ABS, x));
    Expr within = binary(BinaryOp.MIN, number(c.highTanh()), size);
    Expr y = local.apply(mul(within, number(2)));
    return withSign(c.type() == ScalarType.F32 ? tanhSingle(size, y) : tanhDouble(y), x);
  }

  private Expr tanhSingle(Expr size, Expr y) {
    Expr square = local.apply(mul(size, size));
    Expr near = new Expr.Fma(mul(size, square), horner(MathConstants.TANH_NEAR, square), size);
    Expr shifted = local.apply(new Expr.Fma(y, number(log2e()), number(c.magic())));
    Expr part = add(reducedExp(y, shifted, c.exp()), number(1));
    Expr e = mul(part, powerOfTwo(exponent(shifted)));
    Expr far = sub(number(1), binary(BinaryOp.DIV, number(2), add(e, number(1))));
    return new Expr.Select(compare(CompareOp.LT, size, number(0.55)), near, far);
  }

  /**
   * By {@code m = e^y - 1}, all parts of which are positive: what is split off y is rounded down.
   */
  private Expr tanhDouble(Expr y) {
    Expr below = new Expr.Fma(y, number(log2e()), number(-0.5));
    Expr shifted = local.apply(add(below, number(c.magic())));
    Expr p = reducedExp(y, shifted, MathConstants.EXPM1);
    Expr scale = local.apply(powerOfTwo(exponent(shifted)));
    Expr m = local.apply(new Expr.Fma(scale, p, sub(scale, number(1))));
    return binary(BinaryOp.DIV, m, add(m, number(2)));
  }

  private Expr sigmoid(Expr x) {
    Expr size = new Expr.Unary(UnaryOp.ABS, x);
    Expr z = local.apply(exp(local.apply(new Expr.Unary(UnaryOp.NEG, size))));
    Expr above = new Expr.Select(compare(CompareOp.GE, x, number(0)), number(1), z);
    return binary(BinaryOp.DIV, above, add(z, number(1)));
  }

  private Expr erf(Expr x) {
    if (c.type() != ScalarType.F32) {
      throw new UserError("erf is computed in f32 but got f64; cast its argument to f32");
    }
    Expr size = local.apply(new Expr.Unary(UnaryOp.ABS, x));
    Expr square = local.apply(mul(size, size));
    Expr near = new Expr.Fma(size, horner(MathConstants.ERF_NEAR, square), size);
    Expr within = local.apply(binary(BinaryOp.MIN, number(3.95), size));
    Expr t = local.apply(horner(MathConstants.ERF_FAR, within));
    Expr shifted = local.apply(new Expr.Fma(t, number(log2e()), number(c.magic())));
    Expr y = add(reducedExp(t, shifted, c.exp()), number(1));
    Expr far = sub(number(1), mul(y, powerOfTwo(exponent(shifted))));
    return withSign(new Expr.Select(compare(CompareOp.LT, size, number(1)), near, far), x);
  }

  /** A value that is not negative, with the sign of {@code x}. */
  private Expr withSign(Expr value, Expr x) {
    Expr sign = binary(BinaryOp.AND, bits(x), integer(c.signBit()));
    return floats(binary(BinaryOp.OR, bits(value), sign));
  }

  private Expr horner(double[] coefficients, Expr x) {
    Expr sum = number(coefficients[coefficients.length - 1]);
    for (int i = coefficients.length - 2; i >= 0; i--) {
      sum = new Expr.Fma(sum, x, number(coefficients[i]));
    }
    return sum;
  }

  private static double log2e() {
    return 0x1.71547652b82fep0;
  }

  private Expr bits(Expr x) {
    return new Expr.Reinterpret(c.bits(), x);
  }

  private Expr floats(Expr x) {
    return new Expr.Reinterpret(c.type(), x);
  }

  private Expr number(double value) {
    double rounded = c.type() == ScalarType.F32 ? (float) value : value;
    return wide(new Expr.FloatImm(ValueType.of(c.type()), rounded));
  }

  private Expr integer(long value) {
    return wide(new Expr.IntImm(ValueType.of(c.bits()), value));
  }

  private Expr wide(Expr scalar) {
    return lanes == 1 ? scalar : new Expr.Broadcast(scalar, lanes);
  }

  private static Expr binary(BinaryOp op, Expr a, Expr b) {
    return new Expr.Binary(op, a, b);
  }

  private static Expr compare(CompareOp op, Expr a, Expr b) {
    return new Expr.Compare(op, a, b);
  }

  private static Expr add(Expr a, Expr b) {
    return binary(BinaryOp.ADD, a, b);
  }

  private static Expr sub(Expr a, Expr b) {
    return binary(BinaryOp.SUB, a, b);
  }

  private static Expr mul(Expr a, Expr b) {
    return binary(BinaryOp.MUL, a, b);
  }
}
