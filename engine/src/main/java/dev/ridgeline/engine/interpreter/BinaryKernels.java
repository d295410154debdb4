package dev.ridgeline.engine.interpreter;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.op.Binary;
import dev.ridgeline.core.op.Compare;
import dev.ridgeline.core.tensor.DType;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;

/** Functions of two values and comparisons, element by element, with broadcasting. */
final class BinaryKernels {
  private BinaryKernels() {}

  static Array apply(Binary op, Array left, Array right) {
    int[] dims = op == Binary.PRELU ? left.dims : Broadcast.dims(left.dims, right.dims);
    Array a = Broadcast.to(left, dims);
    Array b = Broadcast.to(right, dims);
    boolean real = a.isReal() || (op == Binary.POW && b.isReal());
    return real ? reals(a, b, real(op)) : wholes(a, b, whole(op, a.dtype));
  }

  private static Array reals(Array a, Array b, DoubleBinaryOperator f) {
    if (a instanceof FloatArray x && b instanceof FloatArray y && a.dtype == DType.F32) {
      float[] out = new float[a.size];
      for (int i = 0; i < out.length; i++) {
        out[i] = (float) f.applyAsDouble(x.values[i], y.values[i]);
      }
      return new FloatArray(DType.F32, a.dims, out);
    }
    Array out = a.like(a.dims);
    for (int i = 0; i < a.size; i++) {
      out.setReal(i, f.applyAsDouble(a.real(i), b.real(i)));
    }
    return out;
  }

  private static Array wholes(Array a, Array b, LongBinaryOperator f) {
    Array out = a.like(a.dims);
    for (int i = 0; i < a.size; i++) {
      out.setWhole(i, f.applyAsLong(a.whole(i), b.whole(i)));
    }
    return out;
  }

  private static DoubleBinaryOperator real(Binary op) {
    return switch (op) {
      case ADD -> Double::sum;
      case SUB -> (a, b) -> a - b;
      case MUL -> (a, b) -> a * b;
      case DIV -> (a, b) -> a / b;
      case POW -> Math::pow;
      case MOD -> (a, b) -> a - Math.floor(a / b) * b;
      case FMOD -> (a, b) -> a % b;
      case MIN -> Math::min;
      case MAX -> Math::max;
      case PRELU -> (x, slope) -> x < 0 ? slope * x : x;
      case AND, OR, XOR, BITWISE_AND, BITWISE_OR, BITWISE_XOR, SHIFT_LEFT, SHIFT_RIGHT ->
          throw new UnsupportedValue(op.label() + " of real numbers is not defined");
    };
  }

  private static LongBinaryOperator whole(Binary op, DType dtype) {
    boolean unsigned = dtype.kind() == DType.Kind.UNSIGNED;
    return switch (op) {
      case ADD -> Long::sum;
      case SUB -> (a, b) -> a - b;
      case MUL -> (a, b) -> a * b;
      case DIV -> (a, b) -> unsigned ? Long.divideUnsigned(a, divisor(b)) : a / divisor(b);
      case POW -> BinaryKernels::power;
      case MOD ->
          (a, b) -> unsigned ? Long.remainderUnsigned(a, divisor(b)) : Math.floorMod(a, divisor(b));
      case FMOD -> (a, b) -> unsigned ? Long.remainderUnsigned(a, divisor(b)) : a % divisor(b);
      case MIN -> (a, b) -> order(a, b, unsigned) <= 0 ? a : b;
      case MAX -> (a, b) -> order(a, b, unsigned) >= 0 ? a : b;
      case AND, BITWISE_AND -> (a, b) -> a & b;
      case OR, BITWISE_OR -> (a, b) -> a | b;
      case XOR, BITWISE_XOR -> (a, b) -> a ^ b;
      case SHIFT_LEFT -> (a, b) -> b >= dtype.bits() || b < 0 ? 0 : a << b;
      case SHIFT_RIGHT -> (a, b) -> b >= dtype.bits() || b < 0 ? 0 : unsigned ? a >>> b : a >> b;
      case PRELU -> (x, slope) -> !unsigned && x < 0 ? slope * x : x;
    };
  }

  private static long divisor(long b) {
    if (b == 0) {
      throw new UserError("division of an integer by zero");
    }
    return b;
  }

  private static int order(long a, long b, boolean unsigned) {
    return unsigned ? Long.compareUnsigned(a, b) : Long.compare(a, b);
  }

  /** Wraps around; negative exponents give the cut-off quotient. */
  private static long power(long base, long exponent) {
    if (exponent < 0) {
      return base == 1 ? 1 : base == -1 ? (exponent % 2 == 0 ? 1 : -1) : 0;
    }
    long result = 1;
    long square = base;
    for (long e = exponent; e > 0; e >>= 1) {
      if ((e & 1) == 1) {
        result *= square;
      }
      square *= square;
    }
    return result;
  }

  static Array compare(Compare op, Operands in) {
    return switch (op) {
      case Compare.Relation relation -> relation(relation, in.get(0), in.get(1));
      case Compare.Where _ -> where(in.get(0), in.get(1), in.get(2));
    };
  }

  private static Array relation(Compare.Relation relation, Array left, Array right) {
    int[] dims = Broadcast.dims(left.dims, right.dims);
    Array a = Broadcast.to(left, dims);
    Array b = Broadcast.to(right, dims);
    Array out = Array.zeros(DType.BOOL, dims);
    boolean unsigned = a.dtype.kind() == DType.Kind.UNSIGNED;
    for (int i = 0; i < out.size; i++) {
      boolean holds;
      if (a.isReal()) {
        holds = holds(relation, a.real(i), b.real(i));
      } else {
        holds = holds(relation, order(a.whole(i), b.whole(i), unsigned));
      }
      out.setWhole(i, holds ? 1 : 0);
    }
    return out;
  }

  /** Nothing holds of NaN. */
  private static boolean holds(Compare.Relation relation, double a, double b) {
    return switch (relation) {
      case EQUAL -> a == b;
      case LESS -> a < b;
      case LESS_OR_EQUAL -> a <= b;
      case GREATER -> a > b;
      case GREATER_OR_EQUAL -> a >= b;
    };
  }

  private static boolean holds(Compare.Relation relation, int order) {
    return switch (relation) {
      case EQUAL -> order == 0;
      case LESS -> order < 0;
      case LESS_OR_EQUAL -> order <= 0;
      case GREATER -> order > 0;
      case GREATER_OR_EQUAL -> order >= 0;
    };
  }

  private static Array where(Array condition, Array left, Array right) {
    int[] dims = Broadcast.dims(condition.dims, Broadcast.dims(left.dims, right.dims));
    Array c = Broadcast.to(condition, dims);
    Array a = Broadcast.to(left, dims);
    Array b = Broadcast.to(right, dims);
    Array out = a.like(dims);
    for (int i = 0; i < out.size; i++) {
      out.copy(i, c.whole(i) != 0 ? a : b, i, 1);
    }
    return out;
  }
}
