package dev.ridgeline.compiler.schedule;

import dev.ridgeline.compiler.ir.Axis;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.core.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Moves a block below a loop, to just before the first block there that reads what it computes, and
 * lets it compute only what is read in one iteration. Its loops are made anew, serial, one an axis,
 * called {@code BLOCK_AXIS}.
 *
 * @param block computes an internal buffer of which it is the only writer, at distinct plain
 *     iterators
 * @param loop holds all readers of that buffer, and not the block
 */
public record ComputeAt(String block, String loop) implements Primitive {

  @Override
  public String name() {
    return "computeAt";
  }

  @Override
  public Program apply(Program p) {
    Stmt.Block producer = Nest.block(p, name(), block);
    Stmt.Loop target = Nest.loop(p, name(), loop);
    String buffer = producer.store().buffer().name();
    List<String> iterators = check(p, producer, target);
    List<Access> reads = Access.of(p, target, buffer).stream().filter(a -> !a.write()).toList();
    Region region = Region.of(producer.store().buffer(), reads, loop);
    Stmt without = ComputeInline.remove(p.body(), block);
    Program removed = p.withBody(without);
    Stmt.Loop at = Nest.loop(removed, name(), loop);
    MovedNest nest = new MovedNest(removed, producer);
    for (Axis axis : producer.axes()) {
      int d = iterators.indexOf(axis.var().name());
      if (d >= 0) {
        nest.region(axis, region.starts().get(d), region.extents().get(d));
      } else {
        nest.whole(axis);
      }
    }
    List<Stmt> path = Nest.path(without, s -> Nest.isLoop(s, loop));
    Stmt moved = Split.bindings(nest.build(name()), Nest.ranges(path));
    return removed.withBody(Nest.replace(without, at, before(at, moved, buffer)));
  }

  /** The loop with the nest before the first part that reads the buffer. */
  private static Stmt before(Stmt.Loop at, Stmt moved, String buffer) {
    List<Stmt> parts =
        new ArrayList<>(
            at.body() instanceof Stmt.Sequence seq ? seq.statements() : List.of(at.body()));
    int first = 0;
    while (Accesses.readers(parts.get(first), buffer).isEmpty()) {
      first++;
    }
    parts.add(first, moved);
    return at.withBody(Stmt.Sequence.of(parts));
  }

  private List<String> check(Program p, Stmt.Block producer, Stmt.Loop target) {
    String buffer = producer.store().buffer().name();
    if (p.internals().stream().noneMatch(b -> b.name().equals(buffer))) {
      throw refused("'" + buffer + "' is an output");
    }
    if (Accesses.writers(p.body(), buffer).size() > 1) {
      throw refused("'" + buffer + "' is written by other blocks too");
    }
    if (!Nest.path(target, s -> Nest.isBlock(s, block)).isEmpty()) {
      throw refused("loop '" + loop + "' is around it already");
    }
    List<Stmt.Block> inside = Accesses.readers(target, buffer);
    for (Stmt.Block reader : Accesses.readers(p.body(), buffer)) {
      if (!inside.contains(reader)) {
        throw refused(
            "block '" + reader.name() + "' reads '" + buffer + "' outside of loop '" + loop + "'");
      }
    }
    if (inside.isEmpty()) {
      throw refused("nothing below loop '" + loop + "' reads '" + buffer + "'");
    }
    if (producer.isReduction() && !producer.initializes()) {
      throw refused("its identity is set by another block; move it before decomposeReduction");
    }
    for (String read : Accesses.reads(producer)) {
      for (Stmt.Block writer : Accesses.writers(target, read)) {
        throw refused(
            "it reads '"
                + read
                + "', which block '"
                + writer.name()
                + "' writes below loop '"
                + loop
                + "'");
      }
    }
    return plainIterators(producer)
        .orElseThrow(() -> refused("it does not store at distinct plain iterators"));
  }

  /** The iterators at which the block stores, in the order of the dimensions. */
  static Optional<List<String>> plainIterators(Stmt.Block block) {
    List<String> iterators = new ArrayList<>();
    for (Expr index : block.store().indices()) {
      boolean plain =
          index instanceof Expr.Var v
              && !iterators.contains(v.name())
              && block.axes().stream().anyMatch(a -> a.var().equals(v) && !a.isReduce());
      if (!plain) {
        return Optional.empty();
      }
      iterators.add(((Expr.Var) index).name());
    }
    return Optional.of(iterators);
  }

  private UserError refused(String reason) {
    return Refusal.of(name(), "block '" + block + "'", reason);
  }
}
