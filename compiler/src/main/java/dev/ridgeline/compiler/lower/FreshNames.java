package dev.ridgeline.compiler.lower;

import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.Walker;
import java.util.HashSet;
import java.util.Set;

/** Names for locals that nothing in a statement has. */
final class FreshNames {
  private final Set<String> taken = new HashSet<>();

  FreshNames(Stmt root) {
    Walker.statements(
        root,
        s -> {
          switch (s) {
            case Stmt.Loop x -> taken.add(x.var().name());
            case Stmt.Define x -> taken.add(x.var().name());
            case Stmt.Store x -> taken.add(x.buffer().name());
            default -> {}
          }
        });
    Walker.expressions(
        root,
        e -> {
          if (e instanceof Expr.Load load) {
            taken.add(load.buffer().name());
          }
        });
  }

  /** The wish itself, or with a number behind it; taken from now on. */
  String of(String wish) {
    String name = wish;
    for (int n = 2; !taken.add(name); n++) {
      name = wish + "_" + n;
    }
    return name;
  }
}
