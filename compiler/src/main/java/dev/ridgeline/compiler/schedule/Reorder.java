package dev.ridgeline.compiler.schedule;

import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.Walker;
import dev.ridgeline.compiler.lower.PlaceInit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Puts loops of one chain into another order, outermost first; loops of the chain that are not
 * named stay where they are. The order of reduce loops among one another decides in which order
 * terms are folded, so swapping them changes the rounding of floats.
 *
 * @param loops at least two, each inside the outermost of them with nothing beside it
 */
public record Reorder(List<String> loops) implements Primitive {
  public Reorder {
    loops = List.copyOf(loops);
  }

  @Override
  public String name() {
    return "reorder";
  }

  @Override
  public Program apply(Program p) {
    if (loops.size() < 2 || new HashSet<>(loops).size() != loops.size()) {
      throw Refusal.of(name(), Nest.names(loops), "at least two different loops are needed");
    }
    List<Stmt.Loop> wanted = loops.stream().map(l -> Nest.loop(p, name(), l)).toList();
    List<Stmt.Loop> chain = chain(p);
    List<Stmt.Loop> order = new ArrayList<>();
    int next = 0;
    for (Stmt.Loop loop : chain) {
      order.add(loops.contains(loop.var().name()) ? wanted.get(next++) : loop);
    }
    Stmt body = chain.getLast().body();
    for (Stmt.Loop loop : order.reversed()) {
      body = loop.withBody(body);
    }
    checkExtents(order);
    Program reordered = p.withBody(Nest.replace(p.body(), chain.getFirst(), body));
    for (Stmt.Block block : Nest.blocks(body)) {
      if (block.isReduction()) {
        checkOnce(reordered, block);
      }
    }
    return reordered;
  }

  /** Inside its reduce loops a reduction comes to every element once. */
  private void checkOnce(Program p, Stmt.Block block) {
    List<Access> writes =
        Conflicts.writes(Access.of(p, block, block.store().buffer().name()), block);
    boolean inside = false;
    for (Stmt.Loop loop : Nest.loopsAround(p, block.name())) {
      boolean reduces = PlaceInit.reduces(block, loop.var().name());
      inside |= reduces;
      Optional<String> twice = inside && !reduces ? Conflicts.of(loop, writes) : Optional.empty();
      if (twice.isPresent()) {
        throw Refusal.of(
            name(),
            "loop '" + loop.var().name() + "'",
            "inside the reduce loops of block '" + block.name() + "' " + twice.get());
      }
    }
  }

  /** The loops from the outermost to the innermost of those named. */
  private List<Stmt.Loop> chain(Program p) {
    Stmt.Loop top =
        (Stmt.Loop)
            Nest.path(p.body(), s -> s instanceof Stmt.Loop l && loops.contains(l.var().name()))
                .getLast();
    List<Stmt.Loop> chain = new ArrayList<>();
    Stmt at = top;
    int missing = loops.size();
    while (missing > 0) {
      if (!(at instanceof Stmt.Loop loop)) {
        throw Refusal.of(
            name(),
            Nest.names(loops),
            "below loop '"
                + chain.getLast().var().name()
                + "' the nest branches, and not all of the loops are above that");
      }
      chain.add(loop);
      missing -= loops.contains(loop.var().name()) ? 1 : 0;
      at = loop.body();
    }
    return chain;
  }

  private void checkExtents(List<Stmt.Loop> order) {
    List<String> inside = new ArrayList<>();
    for (Stmt.Loop loop : order.reversed()) {
      for (String var : inside) {
        if (Walker.uses(loop.extent(), var)) {
          throw Refusal.of(
              name(),
              "loop '" + loop.var().name() + "'",
              "its extent depends on '" + var + "', which would be inside it");
        }
      }
      inside.add(loop.var().name());
    }
  }
}
