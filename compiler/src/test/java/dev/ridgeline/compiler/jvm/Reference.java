package dev.ridgeline.compiler.jvm;

import dev.ridgeline.compiler.ir.BinaryOp;
import dev.ridgeline.compiler.ir.CompareOp;
import dev.ridgeline.compiler.ir.UnaryOp;
import dev.ridgeline.core.tensor.DType;

/** The operations of the IR on boxed values in plain Java, written apart from every target. */
final class Reference {
  private Reference() {}

  static boolean has(UnaryOp op, DType dtype) {
    return switch (op) {
      case NEG, ABS -> true;
      case NOT -> !isFloat(dtype);
      default -> isFloat(dtype);
    };
  }

  static boolean has(BinaryOp op, DType dtype) {
    return switch (op) {
      case ADD, SUB, MUL, MIN, MAX -> true;
      case DIV -> isFloat(dtype);
      default -> !isFloat(dtype);
    };
  }

  private static boolean isFloat(DType dtype) {
    return dtype == DType.F32 || dtype == DType.F64;
  }

  static Object unary(UnaryOp op, Object v) {
    return switch (v) {
      case Float a ->
          switch (op) {
            case NEG -> -a;
            case ABS -> Math.abs(a);
            default -> (float) real(op, a);
          };
      case Double a -> real(op, a);
      case Integer a ->
          switch (op) {
            case NEG -> -a;
            case ABS -> a < 0 ? -a : a;
            default -> ~a;
          };
      case Long a ->
          switch (op) {
            case NEG -> -a;
            case ABS -> a < 0 ? -a : a;
            default -> ~a;
          };
      default -> throw new IllegalArgumentException(v.toString());
    };
  }

  private static double real(UnaryOp op, double a) {
    return switch (op) {
      case NEG -> -a;
      case ABS -> Math.abs(a);
      case SQRT -> Math.sqrt(a);
      case FLOOR -> Math.floor(a);
      case CEIL -> Math.ceil(a);
      case ROUND_EVEN -> Math.rint(a);
      default -> throw new IllegalArgumentException(op.toString());
    };
  }

  static Object nonZero(BinaryOp op, Object b) {
    if (op != BinaryOp.FLOOR_DIV && op != BinaryOp.FLOOR_MOD) {
      return b;
    }
    return b instanceof Integer i ? (Object) (i | 1) : (Object) ((Long) b | 1);
  }

  static Object binary(BinaryOp op, Object x, Object y) {
    return switch (x) {
      case Float a -> floats(op, a, (float) y);
      case Double a -> doubles(op, a, (double) y);
      case Integer a -> ints(op, a, (int) y);
      case Long a -> longs(op, a, (long) y);
      default -> throw new IllegalArgumentException(x.toString());
    };
  }

  private static float floats(BinaryOp op, float a, float b) {
    return switch (op) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case DIV -> a / b;
      case MIN -> a < b ? a : b;
      case MAX -> a > b ? a : b;
      default -> throw new IllegalArgumentException(op.toString());
    };
  }

  private static double doubles(BinaryOp op, double a, double b) {
    return switch (op) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case DIV -> a / b;
      case MIN -> a < b ? a : b;
      case MAX -> a > b ? a : b;
      default -> throw new IllegalArgumentException(op.toString());
    };
  }

  private static int ints(BinaryOp op, int a, int b) {
    return switch (op) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case FLOOR_DIV -> Math.floorDiv(a, b);
      case FLOOR_MOD -> Math.floorMod(a, b);
      case MIN -> a < b ? a : b;
      case MAX -> a > b ? a : b;
      case AND -> a & b;
      case OR -> a | b;
      case XOR -> a ^ b;
      case SHL -> a << b;
      case SHR -> a >> b;
      case DIV -> throw new IllegalArgumentException(op.toString());
    };
  }

  private static long longs(BinaryOp op, long a, long b) {
    return switch (op) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case FLOOR_DIV -> Math.floorDiv(a, b);
      case FLOOR_MOD -> Math.floorMod(a, b);
      case MIN -> a < b ? a : b;
      case MAX -> a > b ? a : b;
      case AND -> a & b;
      case OR -> a | b;
      case XOR -> a ^ b;
      case SHL -> a << b;
      case SHR -> a >> b;
      case DIV -> throw new IllegalArgumentException(op.toString());
    };
  }

  static boolean compare(CompareOp op, Object x, Object y) {
    return switch (x) {
      case Float a -> holds(op, a < (float) y, a == (float) y, a > (float) y);
      case Double a -> holds(op, a < (double) y, a == (double) y, a > (double) y);
      case Integer a -> holds(op, a < (int) y, a == (int) y, a > (int) y);
      case Long a -> holds(op, a < (long) y, a == (long) y, a > (long) y);
      default -> throw new IllegalArgumentException(x.toString());
    };
  }

  private static boolean holds(CompareOp op, boolean below, boolean equal, boolean above) {
    return switch (op) {
      case EQ -> equal;
      case NE -> !equal;
      case LT -> below;
      case LE -> below || equal;
      case GT -> above;
      case GE -> above || equal;
    };
  }

  /** Java's own conversions. */
  static Object cast(DType to, Object v) {
    return switch (v) {
      case Float a ->
          switch (to) {
            case F32 -> a;
            case F64 -> (double) a;
            case I32 -> (int) (float) a;
            default -> (long) (float) a;
          };
      case Double a ->
          switch (to) {
            case F32 -> (float) (double) a;
            case F64 -> a;
            case I32 -> (int) (double) a;
            default -> (long) (double) a;
          };
      case Integer a ->
          switch (to) {
            case F32 -> (float) a;
            case F64 -> (double) a;
            case I32 -> a;
            default -> (long) a;
          };
      case Long a ->
          switch (to) {
            case F32 -> (float) a;
            case F64 -> (double) a;
            case I32 -> (int) (long) a;
            default -> a;
          };
      default -> throw new IllegalArgumentException(v.toString());
    };
  }
}
