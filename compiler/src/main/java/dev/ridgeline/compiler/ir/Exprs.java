package dev.ridgeline.compiler.ir;

import java.util.List;
import java.util.OptionalLong;

/**
 * Builders of expressions. Index arithmetic folds constants and neutral elements on the way, so
 * that programs read well before any simplifier has seen them; it changes no value.
 */
public final class Exprs {
  public static final Expr TRUE = new Expr.IntImm(ValueType.BOOL, 1);
  public static final Expr FALSE = new Expr.IntImm(ValueType.BOOL, 0);

  private Exprs() {}

  /** An index constant. */
  public static Expr index(long value) {
    return new Expr.IntImm(ValueType.I32, Math.toIntExact(value));
  }

  /** A constant of any type but bool; f32 takes the nearest value that it has. */
  public static Expr number(ScalarType type, double value) {
    return switch (type) {
      case F32 -> new Expr.FloatImm(ValueType.F32, (float) value);
      case F64 -> new Expr.FloatImm(ValueType.F64, value);
      case I32, I64, BOOL -> new Expr.IntImm(ValueType.of(type), (long) value);
    };
  }

  /** The value of an integer or boolean constant. */
  public static OptionalLong constant(Expr e) {
    return e instanceof Expr.IntImm imm ? OptionalLong.of(imm.value()) : OptionalLong.empty();
  }

  public static boolean isConstant(Expr e, long value) {
    return e instanceof Expr.IntImm imm && imm.value() == value;
  }

  public static Expr add(Expr a, Expr b) {
    if (isConstant(a, 0)) {
      return b;
    }
    return isConstant(b, 0) ? a : fold(BinaryOp.ADD, a, b);
  }

  public static Expr sub(Expr a, Expr b) {
    return isConstant(b, 0) ? a : fold(BinaryOp.SUB, a, b);
  }

  public static Expr mul(Expr a, Expr b) {
    if (isConstant(a, 0) || isConstant(b, 1)) {
      return a;
    }
    return isConstant(b, 0) || isConstant(a, 1) ? b : fold(BinaryOp.MUL, a, b);
  }

  public static Expr div(Expr a, Expr b) {
    return fold(a.type().scalar().isFloat() ? BinaryOp.DIV : BinaryOp.FLOOR_DIV, a, b);
  }

  public static Expr mod(Expr a, Expr b) {
    return fold(BinaryOp.FLOOR_MOD, a, b);
  }

  public static Expr min(Expr a, Expr b) {
    return fold(BinaryOp.MIN, a, b);
  }

  public static Expr max(Expr a, Expr b) {
    return fold(BinaryOp.MAX, a, b);
  }

  public static Expr add(Expr a, long b) {
    return add(a, index(b));
  }

  public static Expr mul(Expr a, long b) {
    return mul(a, index(b));
  }

  public static Expr lt(Expr a, Expr b) {
    return compare(CompareOp.LT, a, b);
  }

  public static Expr le(Expr a, Expr b) {
    return compare(CompareOp.LE, a, b);
  }

  public static Expr compare(CompareOp op, Expr a, Expr b) {
    OptionalLong x = constant(a);
    OptionalLong y = constant(b);
    if (x.isPresent() && y.isPresent()) {
      return holds(op, Long.compare(x.getAsLong(), y.getAsLong())) ? TRUE : FALSE;
    }
    return new Expr.Compare(op, a, b);
  }

  private static boolean holds(CompareOp op, int order) {
    return switch (op) {
      case EQ -> order == 0;
      case NE -> order != 0;
      case LT -> order < 0;
      case LE -> order <= 0;
      case GT -> order > 0;
      case GE -> order >= 0;
    };
  }

  /** Both conditions; a constant one disappears. */
  public static Expr and(Expr a, Expr b) {
    if (isConstant(a, 0) || isConstant(b, 1)) {
      return a;
    }
    return isConstant(b, 0) || isConstant(a, 1) ? b : new Expr.Binary(BinaryOp.AND, a, b);
  }

  /** {@code lo <= e && e < hi}. */
  public static Expr within(Expr lo, Expr e, Expr hi) {
    return and(le(lo, e), lt(e, hi));
  }

  /** A choice; by a constant condition it is made at once. */
  public static Expr select(Expr condition, Expr then, Expr otherwise) {
    OptionalLong known = constant(condition);
    if (known.isPresent()) {
      return known.getAsLong() != 0 ? then : otherwise;
    }
    return new Expr.Select(condition, then, otherwise);
  }

  public static Expr load(Buffer buffer, Expr... indices) {
    return new Expr.Load(buffer, List.of(indices));
  }

  private static Expr fold(BinaryOp op, Expr a, Expr b) {
    OptionalLong x = constant(a);
    OptionalLong y = constant(b);
    if (x.isEmpty() || y.isEmpty()) {
      return new Expr.Binary(op, a, b);
    }
    OptionalLong value = Integers.apply(op, a.type().scalar(), x.getAsLong(), y.getAsLong());
    return value.isPresent()
        ? new Expr.IntImm(a.type(), value.getAsLong())
        : new Expr.Binary(op, a, b);
  }
}
