package dev.ridgeline.compiler.expression;

import dev.ridgeline.compiler.ir.Expr;

/** An index of a stage, running over {@code [0, extent)}. */
public record IndexAxis(Expr.Var var, int extent) {
  public IndexAxis {
    if (extent < 1) {
      throw new IllegalArgumentException(
          "axis '" + var.name() + "' runs over at least 1 value but got " + extent);
    }
  }

  public static IndexAxis of(String name, int extent) {
    return new IndexAxis(Expr.Var.index(name), extent);
  }
}
