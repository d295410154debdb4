package dev.ridgeline.compiler.schedule;

import dev.ridgeline.compiler.ir.Axis;
import dev.ridgeline.compiler.ir.AxisKind;
import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Combiner;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.Stmt;
import java.util.ArrayList;
import java.util.List;

/** The nest that copies one buffer to another of the same shape, and where it goes. */
final class CopyBlock {
  private CopyBlock() {}

  /** Loops {@code NAME_0, NAME_1, ...} around a block of the given name. */
  static Stmt nest(Program p, String name, Buffer from, Buffer to) {
    List<Axis> axes = new ArrayList<>();
    List<Expr> indices = new ArrayList<>();
    for (int d = 0; d < from.rank(); d++) {
      Expr.Var own = Expr.Var.index("v" + d);
      Expr.Var loop = Expr.Var.index(Nest.unused(p, name + "_" + d));
      axes.add(new Axis(own, AxisKind.SPATIAL, from.shape().get(d), loop));
      indices.add(own);
    }
    Stmt.Store store = new Stmt.Store(to, indices, new Expr.Load(from, indices));
    Stmt nest = new Stmt.Block(name, axes, Exprs.TRUE, store, Combiner.NONE, false);
    for (Axis axis : axes.reversed()) {
      nest = Stmt.Loop.serial((Expr.Var) axis.binding(), Exprs.index(axis.extent()), nest);
    }
    return nest;
  }

  /** The program's top level with a nest put in before (or after) the part that holds a block. */
  static Stmt insert(Program p, Stmt nest, String block, boolean before) {
    List<Stmt> parts =
        new ArrayList<>(
            p.body() instanceof Stmt.Sequence seq ? seq.statements() : List.of(p.body()));
    int at = partOf(parts, block);
    parts.add(before ? at : at + 1, nest);
    return Stmt.Sequence.of(parts);
  }

  /** Refuses a buffer of which packing has left elements that nothing writes. */
  static void requireWhole(Program p, String primitive, String buffer) {
    for (Stmt.Block writer : Accesses.writers(p.body(), buffer)) {
      long elements = 1;
      for (Axis axis : writer.axes()) {
        elements *= axis.isReduce() ? 1 : axis.extent();
      }
      long room = 1;
      for (int extent : writer.store().buffer().shape()) {
        room *= extent;
      }
      if (elements != room) {
        throw Refusal.of(
            primitive,
            "'" + buffer + "'",
            "block '"
                + writer.name()
                + "' writes "
                + elements
                + " of its "
                + room
                + " elements; copy before pack");
      }
    }
  }

  static int partOf(List<Stmt> parts, String block) {
    for (int n = 0; n < parts.size(); n++) {
      if (!Nest.path(parts.get(n), s -> Nest.isBlock(s, block)).isEmpty()) {
        return n;
      }
    }
    throw new IllegalStateException("no part holds block '" + block + "'");
  }

  /** Refuses a name that a buffer, loop or block has already. */
  static void requireUnused(Program p, String primitive, String name) {
    boolean taken =
        p.buffers().stream().anyMatch(b -> b.name().equals(name))
            || Nest.blocks(p.body()).stream().anyMatch(b -> b.name().equals(name));
    if (taken) {
      throw Refusal.of(primitive, "'" + name + "'", "it is the name of another buffer or block");
    }
  }
}
