package dev.ridgeline.engine.interpreter;

import dev.ridgeline.core.number.Minifloat;
import dev.ridgeline.core.op.Unary;
import dev.ridgeline.core.tensor.DType;
import java.util.function.DoublePredicate;
import java.util.function.DoubleUnaryOperator;

/** Functions of one value, element by element. */
final class UnaryKernels {
  private UnaryKernels() {}

  static Array run(Unary op, Operands in) {
    Array x = in.get(0);
    return switch (op) {
      case Unary.Function function -> function(function, x);
      case Unary.Cast cast -> cast(x, cast);
      case Unary.Clip _ -> clip(x, in);
      case Unary.IsInf inf ->
          test(
              x,
              v ->
                  v == Double.POSITIVE_INFINITY
                      ? inf.positive()
                      : v == Double.NEGATIVE_INFINITY && inf.negative());
      case Unary.LeakyRelu o -> map(x, v -> v < 0 ? o.alpha() * v : v);
      case Unary.Elu o -> map(x, v -> v < 0 ? o.alpha() * Math.expm1(v) : v);
      case Unary.Celu o ->
          map(x, v -> Math.max(0, v) + Math.min(0, o.alpha() * Math.expm1(v / o.alpha())));
      case Unary.Selu o -> map(x, v -> o.gamma() * (v > 0 ? v : o.alpha() * Math.expm1(v)));
      case Unary.HardSigmoid o -> map(x, v -> Math.max(0, Math.min(1, o.alpha() * v + o.beta())));
      case Unary.ThresholdedRelu o -> map(x, v -> v > o.alpha() ? v : 0);
      case Unary.Shrink o ->
          map(x, v -> v < -o.lambda() ? v + o.bias() : v > o.lambda() ? v - o.bias() : 0);
      case Unary.Gelu o ->
          map(x, o.tanhApproximation() ? RealFunctions::geluTanh : RealFunctions::gelu);
      case Unary.Swish o -> map(x, v -> v * RealFunctions.sigmoid(o.alpha() * v));
    };
  }

  private static Array function(Unary.Function function, Array x) {
    if (function == Unary.Function.IDENTITY) {
      return x;
    }
    if (function == Unary.Function.IS_NAN) {
      return test(x, Double::isNaN);
    }
    return x.isReal() ? map(x, RealFunctions.of(function)) : whole(function, x);
  }

  private static Array whole(Unary.Function function, Array x) {
    Array y = x.like(x.dims);
    for (int i = 0; i < x.size; i++) {
      long v = x.whole(i);
      boolean unsigned = x.dtype.kind() != DType.Kind.SIGNED;
      y.setWhole(
          i,
          switch (function) {
            case ABS -> unsigned ? v : Math.abs(v);
            case NEG -> -v;
            case NOT -> v == 0 ? 1 : 0;
            case BITWISE_NOT -> ~v;
            case SIGN -> unsigned ? (v == 0 ? 0 : 1) : Long.signum(v);
            case RELU -> unsigned ? v : Math.max(0, v);
            case FLOOR, CEIL, ROUND -> v;
            default ->
                throw new UnsupportedValue(
                    function.label() + " of type " + x.dtype.label() + " is not defined");
          });
    }
    return y;
  }

  /** {@code function} of every element, rounded once to the element type. */
  static Array map(Array x, DoubleUnaryOperator function) {
    if (x instanceof FloatArray floats && x.dtype == DType.F32) {
      float[] y = new float[x.size];
      for (int i = 0; i < y.length; i++) {
        y[i] = (float) function.applyAsDouble(floats.values[i]);
      }
      return new FloatArray(DType.F32, x.dims, y);
    }
    Array y = x.like(x.dims);
    for (int i = 0; i < x.size; i++) {
      y.setReal(i, function.applyAsDouble(x.real(i)));
    }
    return y;
  }

  private static Array test(Array x, DoublePredicate predicate) {
    Array y = Array.zeros(DType.BOOL, x.dims);
    for (int i = 0; i < x.size; i++) {
      y.setWhole(i, predicate.test(x.real(i)) ? 1 : 0);
    }
    return y;
  }

  /** Of crossed bounds the upper one wins. NaN stays. */
  private static Array clip(Array x, Operands in) {
    Array y = x;
    if (in.has(1)) {
      y = BinaryKernels.apply(dev.ridgeline.core.op.Binary.MAX, y, in.get(1));
    }
    return in.has(2) ? BinaryKernels.apply(dev.ridgeline.core.op.Binary.MIN, y, in.get(2)) : y;
  }

  static Array cast(Array x, Unary.Cast cast) {
    DType to = cast.to();
    if (to == x.dtype) {
      return x;
    }
    Array y = Array.zeros(to, x.dims);
    boolean eightBits = to.isFloat() && to.bits() <= 8;
    for (int i = 0; i < x.size; i++) {
      if (eightBits) {
        y.setReal(
            i,
            Minifloat.of(to)
                .round(
                    x.real(i),
                    cast.saturate() ? Minifloat.Overflow.SATURATE : Minifloat.Overflow.TO_SPECIAL));
      } else if (!x.isReal() && !(to.isFloat() && x.dtype == DType.U64)) {
        y.setWhole(i, x.whole(i));
      } else {
        y.setReal(i, x.real(i));
      }
    }
    return y;
  }
}
