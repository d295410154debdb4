package dev.ridgeline.compiler.lower;

import dev.ridgeline.compiler.ir.Axis;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.Rewriter;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.Substitution;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Replaces blocks by what they do: iterators by their bindings, a reduction by reading, folding and
 * writing its element, a predicate by a condition. A term left out by a select becomes a condition
 * around the store.
 */
public final class LowerBlocks extends Rewriter {

  public static Stmt run(Stmt root) {
    return new LowerBlocks().stmt(root);
  }

  @Override
  protected Stmt block(Stmt.Block block) {
    Map<String, Expr> bindings = new HashMap<>();
    for (Axis axis : block.axes()) {
      bindings.put(axis.var().name(), axis.binding());
    }
    Stmt.Store store = (Stmt.Store) Substitution.in(block.store(), bindings);
    Expr value = store.value();
    if (block.isReduction()) {
      value = block.combiner().fold(new Expr.Load(store.buffer(), store.indices()), value);
    }
    return guarded(block.predicate(), stored(store.buffer(), store.indices(), value));
  }

  private static Stmt stored(
      dev.ridgeline.compiler.ir.Buffer buffer, List<Expr> indices, Expr value) {
    if (value instanceof Expr.Select(Expr condition, Expr then, Expr otherwise)
        && otherwise instanceof Expr.Load kept
        && kept.buffer().equals(buffer)
        && kept.indices().equals(indices)) {
      return guarded(condition, stored(buffer, indices, then));
    }
    return new Stmt.Store(buffer, indices, value);
  }

  private static Stmt guarded(Expr condition, Stmt body) {
    return Exprs.isConstant(condition, 1) ? body : new Stmt.If(condition, body);
  }
}
