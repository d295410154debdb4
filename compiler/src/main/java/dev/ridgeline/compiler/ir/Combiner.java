package dev.ridgeline.compiler.ir;

/** How a reduction folds a new term into what it has. */
public enum Combiner {
  /** No reduction: the value replaces what was there. */
  NONE,
  /** Sum; a floating-point term that is a product is folded in with one fused multiply-add. */
  SUM,
  PRODUCT,
  MIN,
  MAX;

  /** The value with which the reduction starts. */
  public Expr identity(ScalarType type) {
    return switch (this) {
      case NONE -> throw new IllegalStateException("only a reduction has an identity");
      case SUM -> Exprs.number(type, 0);
      case PRODUCT -> Exprs.number(type, 1);
      case MIN -> extreme(type, 1);
      case MAX -> extreme(type, -1);
    };
  }

  private static Expr extreme(ScalarType type, int sign) {
    return switch (type) {
      case F32, F64 -> new Expr.FloatImm(ValueType.of(type), sign * Double.POSITIVE_INFINITY);
      case I32 -> Exprs.number(type, sign > 0 ? Integer.MAX_VALUE : Integer.MIN_VALUE);
      case I64 -> new Expr.IntImm(ValueType.I64, sign > 0 ? Long.MAX_VALUE : Long.MIN_VALUE);
      case BOOL -> throw new IllegalArgumentException("booleans have no minimum or maximum");
    };
  }

  /**
   * {@code current} with {@code term} folded in. A term that is selected against the identity is
   * left out where its condition fails, so that loops may be trimmed to where it holds.
   */
  public Expr fold(Expr current, Expr term) {
    if (term instanceof Expr.Select(Expr condition, Expr then, Expr otherwise)
        && this != NONE
        && otherwise.equals(identity(term.type().scalar()))) {
      return new Expr.Select(condition, fold(current, then), current);
    }
    return switch (this) {
      case NONE -> term;
      case SUM -> sum(current, term);
      case PRODUCT -> new Expr.Binary(BinaryOp.MUL, current, term);
      case MIN -> new Expr.Binary(BinaryOp.MIN, term, current);
      case MAX -> new Expr.Binary(BinaryOp.MAX, term, current);
    };
  }

  private static Expr sum(Expr current, Expr term) {
    if (term.type().scalar().isFloat()
        && term instanceof Expr.Binary(BinaryOp op, Expr a, Expr b)
        && op == BinaryOp.MUL) {
      return new Expr.Fma(a, b, current);
    }
    return new Expr.Binary(BinaryOp.ADD, current, term);
  }
}
