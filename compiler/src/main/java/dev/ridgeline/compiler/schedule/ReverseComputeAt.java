package dev.ridgeline.compiler.schedule;

import dev.ridgeline.compiler.ir.Axis;
import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.lower.PlaceInit;
import dev.ridgeline.core.UserError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Moves a block below a loop, behind the block there whose results it reads, and lets it work on
 * what one iteration has made. Its loops are made anew, serial, one an axis, called {@code
 * BLOCK_AXIS}.
 *
 * @param block no reduction; reads one buffer written below the loop, at distinct plain iterators
 * @param loop holds all writers of that buffer, and inside no loop that carries one of their reduce
 *     iterators
 */
public record ReverseComputeAt(String block, String loop) implements Primitive {

  @Override
  public String name() {
    return "reverseComputeAt";
  }

  @Override
  public Program apply(Program p) {
    Stmt.Block consumer = Nest.block(p, name(), block);
    Stmt.Loop target = Nest.loop(p, name(), loop);
    Buffer buffer = source(p, consumer, target);
    for (Stmt.Block writer : Accesses.writers(target, buffer.name())) {
      checkComplete(writer, Nest.path(p.body(), s -> Nest.isBlock(s, writer.name())));
    }
    List<Access> writes =
        Access.of(p, target, buffer.name()).stream().filter(Access::write).toList();
    Region region = Region.of(buffer, writes, loop);
    Map<String, Integer> dimensions = dimensions(consumer, buffer);
    for (Axis axis : consumer.axes()) {
      Integer d = dimensions.get(axis.var().name());
      if (d != null && axis.extent() > buffer.shape().get(d)) {
        throw refused(
            "iterator '"
                + axis.var().name()
                + "' runs to "
                + axis.extent()
                + ", beyond the "
                + buffer.shape().get(d)
                + " elements of '"
                + buffer.name()
                + "' along dimension "
                + d);
      }
    }
    List<Integer> limits = Coverage.limits(consumer, buffer, dimensions);
    if (!new Coverage(target, writes, region).holds(limits)) {
      throw refused(
          "one iteration of loop '"
              + loop
              + "' does not write all of the part of '"
              + buffer.name()
              + "' in which its elements lie");
    }
    Program removed = p.withBody(ComputeInline.remove(p.body(), block));
    Stmt.Loop at = Nest.loop(removed, name(), loop);
    MovedNest nest = new MovedNest(removed, consumer);
    for (Axis axis : consumer.axes()) {
      Integer d = dimensions.get(axis.var().name());
      if (d == null) {
        nest.whole(axis);
      } else {
        nest.region(axis, region.starts().get(d), region.extents().get(d));
      }
    }
    List<Stmt> path = Nest.path(removed.body(), s -> Nest.isLoop(s, loop));
    Stmt moved = Split.bindings(nest.build(name()), Nest.ranges(path));
    return removed.withBody(Nest.replace(removed.body(), at, after(at, moved, buffer.name())));
  }

  private static Stmt after(Stmt.Loop at, Stmt moved, String buffer) {
    List<Stmt> parts =
        new ArrayList<>(
            at.body() instanceof Stmt.Sequence seq ? seq.statements() : List.of(at.body()));
    int last = parts.size() - 1;
    while (Accesses.writers(parts.get(last), buffer).isEmpty()) {
      last--;
    }
    parts.add(last + 1, moved);
    return at.withBody(Stmt.Sequence.of(parts));
  }

  private Buffer source(Program p, Stmt.Block consumer, Stmt.Loop target) {
    if (consumer.isReduction()) {
      throw refused("it is a reduction");
    }
    if (!Nest.path(target, s -> Nest.isBlock(s, block)).isEmpty()) {
      throw refused("loop '" + loop + "' is around it already");
    }
    List<Buffer> sources = new ArrayList<>();
    for (Expr.Load load : Accesses.loads(consumer)) {
      boolean below = !Accesses.writers(target, load.buffer().name()).isEmpty();
      if (below && !sources.contains(load.buffer())) {
        sources.add(load.buffer());
      }
    }
    if (sources.size() != 1) {
      throw refused(
          "it reads "
              + sources.size()
              + " buffers that are written below loop '"
              + loop
              + "'; one is needed");
    }
    String name = sources.getFirst().name();
    checkOthers(p, consumer, target, name);
    if (Accesses.writers(p.body(), name).size() != Accesses.writers(target, name).size()) {
      throw refused("'" + name + "' is also written outside of loop '" + loop + "'");
    }
    return sources.getFirst();
  }

  /** What else it reads must be there before the loop. */
  private void checkOthers(Program p, Stmt.Block consumer, Stmt.Loop target, String source) {
    List<String> order = Nest.blocks(p.body()).stream().map(Stmt.Block::name).toList();
    int first = order.indexOf(Nest.blocks(target).getFirst().name());
    for (String read : Accesses.reads(consumer)) {
      for (Stmt.Block writer : Accesses.writers(p.body(), read)) {
        if (!read.equals(source) && order.indexOf(writer.name()) >= first) {
          throw refused(
              "it also reads '"
                  + read
                  + "', which block '"
                  + writer.name()
                  + "' writes after loop '"
                  + loop
                  + "' has begun");
        }
      }
    }
  }

  /** At the loop every element must have all its terms. */
  private void checkComplete(Stmt.Block writer, List<Stmt> path) {
    for (Stmt s : path) {
      if (s instanceof Stmt.Loop l) {
        if (PlaceInit.reduces(writer, l.var().name())) {
          throw refused(
              "loop '"
                  + l.var().name()
                  + "' carries a reduce iterator of block '"
                  + writer.name()
                  + "': after iteration 0 its sums are not complete");
        }
        if (l.var().name().equals(loop)) {
          return;
        }
      }
    }
  }

  /** Which dimension of the source each iterator walks along. */
  private Map<String, Integer> dimensions(Stmt.Block consumer, Buffer buffer) {
    Map<String, Integer> dimensions = new HashMap<>();
    for (Expr.Load load : Accesses.loads(consumer)) {
      if (!load.buffer().name().equals(buffer.name())) {
        continue;
      }
      for (int d = 0; d < load.indices().size(); d++) {
        boolean own =
            load.indices().get(d) instanceof Expr.Var v
                && consumer.axes().stream().anyMatch(a -> a.var().equals(v));
        Integer known =
            own ? dimensions.putIfAbsent(((Expr.Var) load.indices().get(d)).name(), d) : null;
        if (!own || (known != null && known != d)) {
          throw refused("it does not read '" + buffer.name() + "' at distinct plain iterators");
        }
      }
    }
    return dimensions;
  }

  private UserError refused(String reason) {
    return Refusal.of(name(), "block '" + block + "'", reason);
  }
}
