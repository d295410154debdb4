package dev.ridgeline.compiler.lower;

import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.ValueType;
import java.util.List;
import java.util.Optional;

/**
 * An element, or a vector of elements, that a loop keeps reading and writing.
 *
 * @param index flat, the same in every iteration
 * @param type of the value
 * @param active lanes of it that exist
 * @param guards conditions, the same in every iteration, without which it must not be touched
 */
record Accumulator(Buffer buffer, Expr index, ValueType type, Expr active, List<Expr> guards) {

  /** How many elements it takes at most: lanes that are known not to exist touch nothing. */
  long elements() {
    return Math.min(type.lanes(), Exprs.constant(active).orElse(type.lanes()));
  }

  Expr guardedLoad() {
    Expr load = new Expr.Load(buffer, List.of(index), active);
    return Exprs.select(PromoteAccumulators.all(guards), load, PromoteBuffers.zero(type));
  }

  Stmt guardedStore(Expr value) {
    Stmt store = new Stmt.Store(buffer, List.of(index), value, active);
    return guards.isEmpty() ? store : new Stmt.If(PromoteAccumulators.all(guards), store);
  }

  /**
   * Where the statement sets just this, under the same conditions and perhaps more: those that it
   * has more.
   */
  Optional<List<Expr>> extraGuards(Stmt s) {
    Stmt at = s;
    while (at instanceof Stmt.If x) {
      at = x.then();
    }
    List<Expr> own = PromoteAccumulators.guards(s);
    boolean same =
        at instanceof Stmt.Store store
            && store.buffer().name().equals(buffer.name())
            && store.indices().getFirst().equals(index)
            && store.active().equals(active)
            && own.containsAll(guards);
    return same
        ? Optional.of(own.stream().filter(g -> !guards.contains(g)).toList())
        : Optional.empty();
  }
}
