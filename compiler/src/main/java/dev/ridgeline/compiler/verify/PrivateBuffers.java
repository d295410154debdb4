package dev.ridgeline.compiler.verify;

import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.LoopKind;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.Rewriter;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.Walker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Allocates internal buffers that are used in one parallel loop only inside of that loop, where
 * lowering is going to allocate them: each iteration has its own.
 */
final class PrivateBuffers {
  private PrivateBuffers() {}

  static Program placed(Program p) {
    if (p.internals().isEmpty() || !parallel(p.body())) {
      return p;
    }
    Map<String, Integer> all = uses(p.body());
    List<Buffer> shared = new ArrayList<>(p.internals());
    Stmt body =
        new Rewriter() {
          @Override
          protected Stmt loop(Stmt.Loop s) {
            if (s.kind() != LoopKind.PARALLEL) {
              return super.loop(s);
            }
            Map<String, Integer> own = uses(s.body());
            Stmt inside = s.body();
            for (Buffer b : List.copyOf(shared)) {
              Integer here = own.get(b.name());
              if (here != null && here.equals(all.get(b.name()))) {
                inside = new Stmt.Allocate(b, inside);
                shared.remove(b);
              }
            }
            return s.withBody(stmt(inside));
          }
        }.stmt(p.body());
    return p.withInternals(shared).withBody(body);
  }

  private static boolean parallel(Stmt body) {
    boolean[] found = {false};
    Walker.statements(
        body, s -> found[0] |= s instanceof Stmt.Loop l && l.kind() == LoopKind.PARALLEL);
    return found[0];
  }

  /** How often each buffer is loaded from or stored to in the text of a statement. */
  private static Map<String, Integer> uses(Stmt s) {
    Map<String, Integer> uses = new HashMap<>();
    Walker.statements(
        s,
        part -> {
          if (part instanceof Stmt.Store store) {
            uses.merge(store.buffer().name(), 1, Integer::sum);
          }
        });
    Walker.expressions(
        s,
        e -> {
          if (e instanceof Expr.Load load) {
            uses.merge(load.buffer().name(), 1, Integer::sum);
          }
        });
    return uses;
  }
}
