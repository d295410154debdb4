package dev.ridgeline.compiler.interpret;

import dev.ridgeline.compiler.ir.BinaryOp;
import dev.ridgeline.compiler.ir.CompareOp;
import dev.ridgeline.compiler.ir.ScalarType;
import dev.ridgeline.compiler.ir.UnaryOp;
import java.util.Map;

/** Closures of what programs do to integers and booleans. */
final class IntOperations {
  private IntOperations() {}

  static Code.Integral unary(UnaryOp op, ScalarType type, Code.Integral a) {
    boolean narrow = type == ScalarType.I32;
    return switch (op) {
      case NEG -> narrow ? f -> (int) -a.eval(f) : f -> -a.eval(f);
      case ABS -> narrow ? f -> Math.abs((int) a.eval(f)) : f -> Math.abs(a.eval(f));
      case NOT -> type == ScalarType.BOOL ? f -> 1 - a.eval(f) : f -> ~a.eval(f);
      default -> throw new IllegalArgumentException(op + " of " + type.label());
    };
  }

  static Code.Integral binary(
      BinaryOp op, ScalarType type, Code.Integral a, Code.Integral b, Map<String, Integer> loops) {
    boolean narrow = type == ScalarType.I32;
    return switch (op) {
      case ADD -> narrow ? f -> (int) (a.eval(f) + b.eval(f)) : f -> a.eval(f) + b.eval(f);
      case SUB -> narrow ? f -> (int) (a.eval(f) - b.eval(f)) : f -> a.eval(f) - b.eval(f);
      case MUL -> narrow ? f -> (int) (a.eval(f) * b.eval(f)) : f -> a.eval(f) * b.eval(f);
      case FLOOR_DIV ->
          f -> {
            long quotient = Math.floorDiv(a.eval(f), divisor(b, loops, f));
            return narrow ? (int) quotient : quotient;
          };
      case FLOOR_MOD -> f -> Math.floorMod(a.eval(f), divisor(b, loops, f));
      case MIN -> f -> Math.min(a.eval(f), b.eval(f));
      case MAX -> f -> Math.max(a.eval(f), b.eval(f));
      case AND -> f -> a.eval(f) & b.eval(f);
      case OR -> f -> a.eval(f) | b.eval(f);
      case XOR -> f -> a.eval(f) ^ b.eval(f);
      case SHL ->
          narrow ? f -> (int) a.eval(f) << (int) b.eval(f) : f -> a.eval(f) << (int) b.eval(f);
      case SHR ->
          narrow ? f -> (int) a.eval(f) >> (int) b.eval(f) : f -> a.eval(f) >> (int) b.eval(f);
      case DIV -> throw new IllegalArgumentException("'/' of " + type.label());
    };
  }

  private static long divisor(Code.Integral b, Map<String, Integer> loops, Code.Frame f) {
    long divisor = b.eval(f);
    if (divisor == 0) {
      throw new InterpretationError("division by zero" + Names.values(loops, f));
    }
    return divisor;
  }

  static Code.Integral compare(CompareOp op, Code.Integral a, Code.Integral b) {
    return switch (op) {
      case EQ -> f -> a.eval(f) == b.eval(f) ? 1 : 0;
      case NE -> f -> a.eval(f) != b.eval(f) ? 1 : 0;
      case LT -> f -> a.eval(f) < b.eval(f) ? 1 : 0;
      case LE -> f -> a.eval(f) <= b.eval(f) ? 1 : 0;
      case GT -> f -> a.eval(f) > b.eval(f) ? 1 : 0;
      case GE -> f -> a.eval(f) >= b.eval(f) ? 1 : 0;
    };
  }

  /** To another integer type; to a boolean: whether it is not 0. */
  static Code.Integral cast(ScalarType to, Code.Integral a) {
    return switch (to) {
      case I32 -> f -> (int) a.eval(f);
      case I64 -> a;
      case BOOL -> f -> a.eval(f) != 0 ? 1 : 0;
      case F32, F64 -> throw new AssertionError(to);
    };
  }

  static Code.Real toFloat(ScalarType to, Code.Integral a) {
    return to == ScalarType.F32 ? f -> (float) a.eval(f) : f -> (double) a.eval(f);
  }
}
