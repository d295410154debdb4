package dev.ridgeline.compiler.schedule;

import dev.ridgeline.compiler.ir.Axis;
import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.BufferReplacement;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.Rewriter;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.Walker;
import dev.ridgeline.core.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Makes a dimension of an internal buffer a multiple of something; what is beyond the old end is 0.
 * Tiles that overlap the end may then read whole.
 *
 * @param buffer written by one block, no reduction, at plain iterators, each bound to a loop of its
 *     own
 * @param dimension counted from 0
 * @param multiple at least 1
 */
public record Pad(String buffer, int dimension, int multiple) implements Primitive {

  @Override
  public String name() {
    return "pad";
  }

  @Override
  public Program apply(Program p) {
    Buffer old =
        p.internals().stream()
            .filter(b -> b.name().equals(buffer))
            .findFirst()
            .orElseThrow(() -> refused("it is no internal buffer; use cacheRead first"));
    if (dimension < 0 || dimension >= old.rank() || multiple < 1) {
      throw refused(
          "dimension "
              + dimension
              + " to a multiple of "
              + multiple
              + " given; it has dimensions 0 to "
              + (old.rank() - 1));
    }
    if (!old.isDense()) {
      throw refused("it is aligned; pad before storageAlign");
    }
    int extent = old.shape().get(dimension);
    int padded = Math.ceilDiv(extent, multiple) * multiple;
    if (padded == extent) {
      return p;
    }
    Stmt.Block writer = writer(p);
    Axis axis = axis(writer);
    List<Integer> shape = new ArrayList<>(old.shape());
    shape.set(dimension, padded);
    Buffer wider = old.withShape(shape);
    Expr zero = Exprs.number(old.elementType(), 0);
    Expr value =
        new Expr.Select(Exprs.lt(axis.var(), Exprs.index(extent)), writer.store().value(), zero);
    List<Axis> axes = new ArrayList<>(writer.axes());
    axes.replaceAll(a -> a.equals(axis) ? new Axis(a.var(), a.kind(), padded, a.binding()) : a);
    Stmt.Block changed =
        writer.withAxes(axes).withStore(new Stmt.Store(old, writer.store().indices(), value));
    String loop = ((Expr.Var) axis.binding()).name();
    checkAlone(p, writer, axis, loop);
    Stmt body =
        new Rewriter() {
          @Override
          protected Stmt loop(Stmt.Loop l) {
            Stmt.Loop x = (Stmt.Loop) super.loop(l);
            return x.var().name().equals(loop)
                ? new Stmt.Loop(x.var(), Exprs.index(padded), x.kind(), x.partition(), x.body())
                : x;
          }

          @Override
          protected Stmt block(Stmt.Block b) {
            return b.name().equals(writer.name()) ? changed : b;
          }
        }.stmt(p.body());
    return new BufferReplacement(Map.of(buffer, wider)).program(p.withBody(body));
  }

  private void checkAlone(Program p, Stmt.Block writer, Axis axis, String loop) {
    boolean shared =
        writer.axes().stream().anyMatch(a -> !a.equals(axis) && Split.binds(a, loop))
            || Walker.uses(writer.predicate(), loop);
    if (shared || Nest.blocks(Nest.loop(p, name(), loop)).size() > 1) {
      throw refused(
          "loop '"
              + loop
              + "' carries more than dimension "
              + dimension
              + " of it; pad before"
              + " moving blocks");
    }
  }

  private Stmt.Block writer(Program p) {
    List<Stmt.Block> writers = Accesses.writers(p.body(), buffer);
    if (writers.size() != 1 || writers.getFirst().isReduction()) {
      throw refused("it is not written by one block that is no reduction");
    }
    return writers.getFirst();
  }

  private Axis axis(Stmt.Block writer) {
    Expr index = writer.store().indices().get(dimension);
    return writer.axes().stream()
        .filter(a -> a.var().equals(index) && a.binding() instanceof Expr.Var)
        .findFirst()
        .orElseThrow(() ->
            refused(
                "block '"
                    + writer.name()
                    + "' does not write dimension "
                    + dimension
                    + " by one plain loop; pad before splitting and moving it"));
  }

  private UserError refused(String reason) {
    return Refusal.of(name(), "buffer '" + buffer + "'", reason);
  }
}
