package dev.ridgeline.compiler.ir;

/**
 * Operations on one value. Those that are not {@link #isPrimitive() primitive} are expanded into
 * others by the pass ExpandMath, with an error stated there, so that every target gives the same
 * bits.
 */
public enum UnaryOp {
  /** Floats: the sign bit flipped; integers: two's complement, wrapping. */
  NEG(true),
  /** Floats: the sign bit cleared; integers: wrapping at the least value. */
  ABS(true),
  /** Booleans: the opposite; integers: all bits flipped. */
  NOT(true),
  /** Correctly rounded. */
  SQRT(true),
  FLOOR(true),
  CEIL(true),
  /** To the nearest integer, half to even. */
  ROUND_EVEN(true),
  EXP(false),
  LOG(false),
  TANH(false),
  SIGMOID(false),
  ERF(false);

  private final boolean primitive;

  UnaryOp(boolean primitive) {
    this.primitive = primitive;
  }

  /** Whether targets have it as it is. */
  public boolean isPrimitive() {
    return primitive;
  }

  public String label() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
