package dev.ridgeline.compiler.ir;

import java.util.List;

/**
 * The grammar of expressions. Values are scalars or vectors; both sides of an operation have the
 * same type, nothing is converted silently. Indices are {@link ScalarType#I32}.
 */
public sealed interface Expr {

  ValueType type();

  /** An integer or boolean constant; booleans are 0 and 1. */
  record IntImm(ValueType type, long value) implements Expr {
    public IntImm {
      require(!type.scalar().isFloat() && !type.isVector(), "an integer constant", type);
    }
  }

  /** A float constant; for f32 the value is one that f32 has. */
  record FloatImm(ValueType type, double value) implements Expr {
    public FloatImm {
      require(type.scalar().isFloat() && !type.isVector(), "a float constant", type);
      if (type.scalar() == ScalarType.F32 && Double.compare((float) value, value) != 0) {
        throw new IllegalArgumentException(value + " is not a value of f32");
      }
    }
  }

  /** A loop variable, an iterator of a block, or a local. No scope rebinds a name around it. */
  record Var(String name, ValueType type) implements Expr {
    public static Var index(String name) {
      return new Var(name, ValueType.I32);
    }
  }

  record Unary(UnaryOp op, Expr a) implements Expr {
    @Override
    public ValueType type() {
      return a.type();
    }
  }

  record Binary(BinaryOp op, Expr a, Expr b) implements Expr {
    public Binary {
      requireSame(op.symbol(), a, b);
    }

    @Override
    public ValueType type() {
      return a.type();
    }
  }

  record Compare(CompareOp op, Expr a, Expr b) implements Expr {
    public Compare {
      requireSame(op.symbol(), a, b);
    }

    @Override
    public ValueType type() {
      return a.type().withScalar(ScalarType.BOOL);
    }
  }

  /** {@code a * b + c} of floats, rounded once. */
  record Fma(Expr a, Expr b, Expr c) implements Expr {
    public Fma {
      requireSame("fma", a, b);
      requireSame("fma", b, c);
      require(a.type().scalar().isFloat(), "fma", a.type());
    }

    @Override
    public ValueType type() {
      return a.type();
    }
  }

  /**
   * One of two values by a condition. With a scalar condition only the chosen side is evaluated, so
   * a load on the other side may be out of bounds; with a vector condition both are.
   */
  record Select(Expr condition, Expr then, Expr otherwise) implements Expr {
    public Select {
      requireSame("select", then, otherwise);
      require(condition.type().scalar() == ScalarType.BOOL, "a condition", condition.type());
    }

    @Override
    public ValueType type() {
      return then.type();
    }
  }

  /**
   * Conversion by value: floats to integers truncate, saturate, and map NaN to 0; integers to
   * narrower ones keep the low bits; to floats round to nearest even.
   */
  record Cast(ScalarType to, Expr a) implements Expr {
    @Override
    public ValueType type() {
      return a.type().withScalar(to);
    }
  }

  /** The same bits as another type of the same width. */
  record Reinterpret(ScalarType to, Expr a) implements Expr {
    public Reinterpret {
      require(to.bytes() == a.type().scalar().bytes(), "reinterpret as " + to.label(), a.type());
    }

    @Override
    public ValueType type() {
      return a.type().withScalar(to);
    }
  }

  /**
   * Elements of a buffer. One index a dimension; after flattening one index, in elements from the
   * start. The last index may be a vector ({@link Ramp}).
   *
   * @param active how many leading lanes are loaded (clamped to the lanes); the others are 0
   */
  record Load(Buffer buffer, List<Expr> indices, Expr active) implements Expr {
    public Load {
      indices = List.copyOf(indices);
      require(active.type().equals(ValueType.I32), "a count of lanes", active.type());
    }

    public Load(Buffer buffer, List<Expr> indices) {
      this(buffer, indices, Exprs.index(lanes(indices)));
    }

    @Override
    public ValueType type() {
      return new ValueType(buffer.elementType(), lanes(indices));
    }

    public boolean isWhole() {
      return Exprs.constant(active).orElse(-1) >= type().lanes();
    }
  }

  /** {@code base, base + stride, ...}: indices of the lanes of a vector. */
  record Ramp(Expr base, int stride, int lanes) implements Expr {
    public Ramp {
      require(base.type().equals(ValueType.I32), "the base of a ramp", base.type());
    }

    @Override
    public ValueType type() {
      return base.type().withLanes(lanes);
    }
  }

  /** One scalar in every lane. */
  record Broadcast(Expr value, int lanes) implements Expr {
    public Broadcast {
      require(!value.type().isVector(), "a broadcast", value.type());
    }

    @Override
    public ValueType type() {
      return value.type().withLanes(lanes);
    }
  }

  /** The lanes that a list of indices addresses at once. */
  static int lanes(List<Expr> indices) {
    int lanes = 1;
    for (Expr index : indices) {
      lanes = Math.max(lanes, index.type().lanes());
    }
    return lanes;
  }

  private static void requireSame(String what, Expr a, Expr b) {
    if (!a.type().equals(b.type())) {
      throw new IllegalArgumentException(
          "both sides of '" + what + "' have one type but got " + a.type() + " and " + b.type());
    }
  }

  private static void require(boolean holds, String what, ValueType got) {
    if (!holds) {
      throw new IllegalArgumentException(what + " cannot be of type " + got);
    }
  }
}
