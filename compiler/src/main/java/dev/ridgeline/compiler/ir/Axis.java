package dev.ridgeline.compiler.ir;

/**
 * An iterator of a block.
 *
 * @param var its name inside the block
 * @param kind spatial or reduce
 * @param extent it runs over {@code [0, extent)}
 * @param binding its value in terms of the loops around the block
 */
public record Axis(Expr.Var var, AxisKind kind, int extent, Expr binding) {
  public Axis {
    if (extent < 1) {
      throw new IllegalArgumentException(
          "axis '" + var.name() + "' runs over at least 1 value but got " + extent);
    }
  }

  public Axis withBinding(Expr other) {
    return new Axis(var, kind, extent, other);
  }

  public boolean isReduce() {
    return kind == AxisKind.REDUCE;
  }
}
