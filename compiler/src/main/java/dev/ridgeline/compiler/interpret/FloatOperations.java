package dev.ridgeline.compiler.interpret;

import dev.ridgeline.compiler.ir.BinaryOp;
import dev.ridgeline.compiler.ir.CompareOp;
import dev.ridgeline.compiler.ir.ScalarType;
import dev.ridgeline.compiler.ir.UnaryOp;

/** Closures of what programs do to floats. */
final class FloatOperations {
  private FloatOperations() {}

  static Code.Real unary(UnaryOp op, ScalarType type, Code.Real a) {
    boolean single = type == ScalarType.F32;
    return switch (op) {
      case NEG -> f -> -a.eval(f);
      case ABS -> f -> Math.abs(a.eval(f));
      case SQRT -> single ? f -> (float) Math.sqrt(a.eval(f)) : f -> Math.sqrt(a.eval(f));
      case FLOOR -> f -> Math.floor(a.eval(f));
      case CEIL -> f -> Math.ceil(a.eval(f));
      case ROUND_EVEN -> f -> Math.rint(a.eval(f));
      case EXP ->
          single ? f -> MathFunctions.exp((float) a.eval(f)) : f -> MathFunctions.exp(a.eval(f));
      case LOG ->
          single ? f -> MathFunctions.log((float) a.eval(f)) : f -> MathFunctions.log(a.eval(f));
      case TANH ->
          single ? f -> MathFunctions.tanh((float) a.eval(f)) : f -> MathFunctions.tanh(a.eval(f));
      case SIGMOID ->
          single
              ? f -> MathFunctions.sigmoid((float) a.eval(f))
              : f -> MathFunctions.sigmoid(a.eval(f));
      case ERF -> {
        if (!single) {
          throw new IllegalArgumentException("erf is computed in f32 but got " + type.label());
        }
        yield f -> MathFunctions.erf((float) a.eval(f));
      }
      case NOT -> throw new IllegalArgumentException(op + " of " + type.label());
    };
  }

  static Code.Real binary(BinaryOp op, ScalarType type, Code.Real a, Code.Real b) {
    boolean single = type == ScalarType.F32;
    return switch (op) {
      case ADD -> single ? f -> (float) a.eval(f) + (float) b.eval(f) : f -> a.eval(f) + b.eval(f);
      case SUB -> single ? f -> (float) a.eval(f) - (float) b.eval(f) : f -> a.eval(f) - b.eval(f);
      case MUL -> single ? f -> (float) a.eval(f) * (float) b.eval(f) : f -> a.eval(f) * b.eval(f);
      case DIV -> single ? f -> (float) a.eval(f) / (float) b.eval(f) : f -> a.eval(f) / b.eval(f);
      case MIN ->
          f -> {
            double x = a.eval(f);
            double y = b.eval(f);
            return x < y ? x : y;
          };
      case MAX ->
          f -> {
            double x = a.eval(f);
            double y = b.eval(f);
            return x > y ? x : y;
          };
      default -> throw new IllegalArgumentException("'" + op.symbol() + "' of " + type.label());
    };
  }

  static Code.Real fma(ScalarType type, Code.Real a, Code.Real b, Code.Real c) {
    return type == ScalarType.F32
        ? f -> Math.fma((float) a.eval(f), (float) b.eval(f), (float) c.eval(f))
        : f -> Math.fma(a.eval(f), b.eval(f), c.eval(f));
  }

  static Code.Integral compare(CompareOp op, Code.Real a, Code.Real b) {
    return switch (op) {
      case EQ -> f -> a.eval(f) == b.eval(f) ? 1 : 0;
      case NE -> f -> a.eval(f) != b.eval(f) ? 1 : 0;
      case LT -> f -> a.eval(f) < b.eval(f) ? 1 : 0;
      case LE -> f -> a.eval(f) <= b.eval(f) ? 1 : 0;
      case GT -> f -> a.eval(f) > b.eval(f) ? 1 : 0;
      case GE -> f -> a.eval(f) >= b.eval(f) ? 1 : 0;
    };
  }

  static Code.Real cast(ScalarType to, Code.Real a) {
    return to == ScalarType.F32 ? f -> (float) a.eval(f) : a;
  }

  /** Truncated, saturating, 0 for what is not a number; to a boolean: whether it is not 0. */
  static Code.Integral toInt(ScalarType to, Code.Real a) {
    return switch (to) {
      case I32 -> f -> (int) a.eval(f);
      case I64 -> f -> (long) a.eval(f);
      case BOOL -> f -> a.eval(f) != 0 ? 1 : 0;
      case F32, F64 -> throw new AssertionError(to);
    };
  }

  static Code.Integral bits(ScalarType from, Code.Real a) {
    return from == ScalarType.F32
        ? f -> Float.floatToRawIntBits((float) a.eval(f))
        : f -> Double.doubleToRawLongBits(a.eval(f));
  }

  static Code.Real fromBits(ScalarType to, Code.Integral a) {
    return to == ScalarType.F32
        ? f -> Float.intBitsToFloat((int) a.eval(f))
        : f -> Double.longBitsToDouble(a.eval(f));
  }
}
