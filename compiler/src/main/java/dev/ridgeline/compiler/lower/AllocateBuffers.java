package dev.ridgeline.compiler.lower;

import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.LoopKind;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.Walker;
import dev.ridgeline.compiler.simplify.Ranges;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives every internal buffer its place: the smallest statement that holds all its accesses, inside
 * as many loops as possible, and there the smallest shape that its accesses need ({@link
 * CompactBuffer}). A buffer inside a loop has a life of its own in each iteration.
 */
public final class AllocateBuffers {
  private AllocateBuffers() {}

  /** The program without unplaced internals. */
  public static Program run(Program p) {
    Stmt body = p.body();
    for (Buffer buffer : p.internals().reversed()) {
      if (accesses(body, buffer)) {
        body = place(body, buffer, Ranges.NONE);
      }
    }
    return p.withInternals(List.of()).withBody(body);
  }

  private static Stmt place(Stmt s, Buffer buffer, Ranges ranges) {
    return switch (s) {
      case Stmt.Loop loop when entered(loop, buffer) ->
          loop.withBody(
              place(loop.body(), buffer, ranges.withLoop(loop.var().name(), loop.extent())));
      case Stmt.Sequence seq -> sequence(seq, buffer, ranges);
      case Stmt.Allocate a -> new Stmt.Allocate(a.buffer(), place(a.body(), buffer, ranges));
      case Stmt.If x
          when !inExpression(x.condition(), buffer) && !accesses(x.otherwise(), buffer) ->
          new Stmt.If(x.condition(), place(x.then(), buffer, ranges), x.otherwise());
      default -> CompactBuffer.allocate(s, buffer, ranges);
    };
  }

  private static boolean entered(Stmt.Loop loop, Buffer buffer) {
    return (loop.kind() == LoopKind.SERIAL || loop.kind() == LoopKind.PARALLEL)
        && !inExpression(loop.extent(), buffer);
  }

  private static Stmt sequence(Stmt.Sequence seq, Buffer buffer, Ranges ranges) {
    List<Stmt> parts = seq.statements();
    int first = 0;
    while (!accesses(parts.get(first), buffer)) {
      first++;
    }
    int last = parts.size() - 1;
    while (!accesses(parts.get(last), buffer)) {
      last--;
    }
    List<Stmt> out = new ArrayList<>(parts.subList(0, first));
    if (first == last) {
      out.add(place(parts.get(first), buffer, ranges));
      out.addAll(parts.subList(first + 1, parts.size()));
    } else {
      Stmt rest = new Stmt.Sequence(parts.subList(first, parts.size()));
      out.add(CompactBuffer.allocate(rest, buffer, ranges));
    }
    return Stmt.Sequence.of(out);
  }

  static boolean accesses(Stmt s, Buffer buffer) {
    boolean[] found = {false};
    Walker.statements(
        s,
        part ->
            found[0] |= part instanceof Stmt.Store st && st.buffer().name().equals(buffer.name()));
    Walker.expressions(s, e -> found[0] |= loads(e, buffer));
    return found[0];
  }

  private static boolean inExpression(Expr e, Buffer buffer) {
    boolean[] found = {false};
    Walker.expressions(e, part -> found[0] |= loads(part, buffer));
    return found[0];
  }

  private static boolean loads(Expr e, Buffer buffer) {
    return e instanceof Expr.Load load && load.buffer().name().equals(buffer.name());
  }
}
