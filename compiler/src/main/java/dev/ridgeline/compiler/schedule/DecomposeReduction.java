package dev.ridgeline.compiler.schedule;

import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.lower.PlaceInit;
import dev.ridgeline.compiler.simplify.Ranges;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Gives a reduction's identity a block of its own ({@code NAME_init}) just before a loop, with
 * loops of its own for the output's indices inside that loop.
 *
 * @param block a reduction that sets its identity itself
 * @param loop around the block, and inside no loop that carries one of its reduce iterators
 */
public record DecomposeReduction(String block, String loop) implements Primitive {

  @Override
  public String name() {
    return "decomposeReduction";
  }

  @Override
  public Program apply(Program p) {
    Stmt.Block found = Nest.block(p, name(), block);
    if (!found.initializes()) {
      throw refused(
          found.isReduction() ? "its identity has been set already" : "it is no reduction");
    }
    List<Stmt.Loop> around = Nest.loopsAround(p, block);
    Stmt.Loop top = Nest.loop(p, name(), loop);
    int at = around.indexOf(top);
    if (at < 0) {
      throw refused("loop '" + loop + "' is not around it");
    }
    for (Stmt.Loop outer : around.subList(0, at)) {
      if (PlaceInit.reduces(found, outer.var().name())) {
        throw refused(
            "loop '"
                + loop
                + "' is inside '"
                + outer.var().name()
                + "', which carries a reduce iterator: the identity would be set again in iteration 1");
      }
    }
    checkOnce(p, found, around.subList(at, around.size()));
    Stmt init = PlaceInit.init(found, around.subList(at, around.size()));
    Ranges ranges = Nest.ranges(around.subList(0, at));
    Stmt nest = Split.bindings(renamed(p, init), ranges);
    Stmt updated = Nest.replace(top, found, PlaceInit.initialized(found));
    return p.withBody(Nest.replace(p.body(), top, Stmt.Sequence.of(List.of(nest, updated))));
  }

  /** Outside of the reduce loops every element must come up once, or it would be folded twice. */
  private void checkOnce(Program p, Stmt.Block found, List<Stmt.Loop> inside) {
    List<Access> writes =
        Conflicts.writes(Access.of(p, found, found.store().buffer().name()), found);
    for (Stmt.Loop l : inside) {
      if (PlaceInit.reduces(found, l.var().name())) {
        return;
      }
      Optional<String> twice = Conflicts.of(l, writes);
      if (twice.isPresent()) {
        throw refused("its identity would be set once, but " + twice.get());
      }
    }
  }

  /** The init nest with loop names that are free. */
  private static Stmt renamed(Program p, Stmt init) {
    Stmt out = init;
    List<String> names = new ArrayList<>();
    Nest.loops(init).forEach(l -> names.add(l.var().name()));
    for (String name : names) {
      out = RenameLoop.in(out, name, Nest.unused(p, name + "_init"));
    }
    return out;
  }

  private dev.ridgeline.core.UserError refused(String reason) {
    return Refusal.of(name(), "block '" + block + "'", reason);
  }
}
