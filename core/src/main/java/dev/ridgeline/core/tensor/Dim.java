package dev.ridgeline.core.tensor;

/**
 * One dimension of a shape, or an integer on the way to one: a known size or a symbol. Arithmetic
 * on known sizes is exact (overflow throws); with a symbol in it the result is a symbol whose name
 * is the formula, so that equal formulas are equal dimensions. Symbols get their sizes by
 * specialising the graph, which infers every shape anew; formulas are never parsed.
 */
public sealed interface Dim {

  /**
   * An integer. Values in shape arithmetic may be negative; a {@link Shape} takes sizes from 0 up
   * only.
   */
  record Known(long size) implements Dim {
    @Override
    public String toString() {
      return Long.toString(size);
    }
  }

  /** A size that is not known yet, identified by its name. */
  record Symbol(String name) implements Dim {
    public Symbol {
      if (name.isEmpty()) {
        throw new IllegalArgumentException("a symbolic dimension needs a name");
      }
      if (name.length() > MAX_FORMULA) {
        // Formulas of formulas grow without bound on deep graphs; past this length identity is all
        // that matters.
        name = name.substring(0, 24) + "~" + Integer.toHexString(name.hashCode());
      }
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** Longest formula that is kept in full as a symbol's name. */
  int MAX_FORMULA = 96;

  static Dim of(long size) {
    return new Known(size);
  }

  static Dim symbol(String name) {
    return new Symbol(name);
  }

  default boolean isKnown() {
    return this instanceof Known;
  }

  /** The size; throws {@link IllegalStateException} for a symbol. */
  default long size() {
    if (this instanceof Known(long size)) {
      return size;
    }
    throw new IllegalStateException(
        "dimension " + this + " has no size yet; specialise the graph first");
  }

  default boolean is(long size) {
    return this instanceof Known(long mine) && mine == size;
  }

  /** This dimension moved by {@code offset}, which may be negative. */
  default Dim plus(long offset) {
    if (this instanceof Known(long a)) {
      return of(Math.addExact(a, offset));
    }
    if (offset == 0) {
      return this;
    }
    return symbol("(" + this + (offset > 0 ? "+" : "") + offset + ")");
  }

  /** Sum of two dimensions. */
  default Dim plus(Dim other) {
    if (this instanceof Known(long a) && other instanceof Known(long b)) {
      return of(Math.addExact(a, b));
    }
    if (is(0)) {
      return other;
    }
    return other.is(0) ? this : symbol("(" + this + "+" + other + ")");
  }

  default Dim minus(Dim other) {
    if (this instanceof Known(long a) && other instanceof Known(long b)) {
      return of(Math.subtractExact(a, b));
    }
    if (equals(other)) {
      return of(0);
    }
    return other.is(0) ? this : symbol("(" + this + "-" + other + ")");
  }

  default Dim times(Dim other) {
    if (this instanceof Known(long a) && other instanceof Known(long b)) {
      return of(Math.multiplyExact(a, b));
    }
    if (is(1) || other.is(0)) {
      return other;
    }
    return other.is(1) || is(0) ? this : symbol("(" + this + "*" + other + ")");
  }

  /** Quotient rounded down. */
  default Dim floorDiv(Dim other) {
    if (other.is(0)) {
      throw new IllegalArgumentException("dimension " + this + " divided by 0");
    }
    if (this instanceof Known(long a) && other instanceof Known(long b)) {
      return of(Math.floorDiv(a, b));
    }
    if (equals(other)) {
      return of(1);
    }
    return other.is(1) ? this : symbol("(" + this + "/" + other + ")");
  }

  /** Quotient rounded up. */
  default Dim ceilDiv(long other) {
    if (this instanceof Known(long a)) {
      return of(Math.ceilDiv(a, other));
    }
    return other == 1 ? this : symbol("ceil(" + this + "/" + other + ")");
  }
}
