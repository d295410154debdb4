package dev.ridgeline.compiler.lower;

import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Walker;
import dev.ridgeline.compiler.simplify.HoldingRange;
import dev.ridgeline.compiler.simplify.Ranges;
import dev.ridgeline.compiler.simplify.Simplifier;
import java.util.List;
import java.util.Optional;

/**
 * A select between a load and 0 by a condition that holds for the first lanes of a vector: as a
 * vector it is a load with fewer active lanes.
 */
public final class MaskedLoad {
  private MaskedLoad() {}

  /** Whether the select is one, for lanes along {@code var}. */
  public static boolean matches(Expr.Select x, Expr.Var var, Ranges ranges) {
    return x.then() instanceof Expr.Load load
        && load.indices().stream().anyMatch(i -> Walker.uses(i, var.name()))
        && (x.otherwise() instanceof Expr.FloatImm f
            ? Double.doubleToRawLongBits(f.value()) == 0
            : x.otherwise() instanceof Expr.IntImm i && i.value() == 0)
        && bound(x, var, ranges).isPresent();
  }

  /** How many lanes are loaded. */
  static Optional<Expr> bound(Expr.Select x, Expr.Var var, Ranges ranges) {
    List<Expr> parts = Simplifier.conjuncts(x.condition());
    if (parts.size() != 1) {
      return Optional.empty();
    }
    return HoldingRange.of(parts.getFirst(), var, List.of(), ranges, true)
        .filter(HoldingRange::upper)
        .map(HoldingRange::bound);
  }
}
