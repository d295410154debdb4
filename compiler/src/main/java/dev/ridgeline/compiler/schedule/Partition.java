package dev.ridgeline.compiler.schedule;

import dev.ridgeline.compiler.ir.LoopKind;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.Stmt;

/**
 * Marks a loop for partitioning: lowering splits it into the iterations in which conditions of
 * blocks below surely hold, where they disappear, and the others. For loops whose conditions come
 * from the split of another loop.
 *
 * @param loop a serial or parallel loop that is not marked yet
 */
public record Partition(String loop) implements Primitive {

  @Override
  public String name() {
    return "partition";
  }

  @Override
  public Program apply(Program p) {
    Stmt.Loop found = Nest.loop(p, name(), loop);
    if (found.partition()) {
      throw Refusal.of(name(), "loop '" + loop + "'", "it is marked already");
    }
    if (found.kind() != LoopKind.SERIAL && found.kind() != LoopKind.PARALLEL) {
      throw Refusal.of(
          name(),
          "loop '" + loop + "'",
          "it is marked as " + found.kind().label() + "; partition serial or parallel loops");
    }
    Nest.extent(name(), found);
    Stmt.Loop marked = new Stmt.Loop(found.var(), found.extent(), found.kind(), true, found.body());
    return p.withBody(Nest.replace(p.body(), found, marked));
  }
}
