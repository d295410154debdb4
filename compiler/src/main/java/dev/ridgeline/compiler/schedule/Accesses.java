package dev.ridgeline.compiler.schedule;

import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.Walker;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What blocks read and write. */
final class Accesses {
  private Accesses() {}

  /** Names of the buffers that the block's value, indices or term load. */
  static Set<String> reads(Stmt.Block block) {
    Set<String> names = new LinkedHashSet<>();
    loads(block).forEach(l -> names.add(l.buffer().name()));
    return names;
  }

  static List<Expr.Load> loads(Stmt.Block block) {
    List<Expr.Load> found = new ArrayList<>();
    Walker.expressions(
        block.store(),
        e -> {
          if (e instanceof Expr.Load load) {
            found.add(load);
          }
        });
    return found;
  }

  /** Blocks of the statement that write the buffer. */
  static List<Stmt.Block> writers(Stmt s, String buffer) {
    return Nest.blocks(s).stream().filter(b -> b.store().buffer().name().equals(buffer)).toList();
  }

  /** Blocks of the statement that load the buffer. */
  static List<Stmt.Block> readers(Stmt s, String buffer) {
    return Nest.blocks(s).stream().filter(b -> reads(b).contains(buffer)).toList();
  }
}
