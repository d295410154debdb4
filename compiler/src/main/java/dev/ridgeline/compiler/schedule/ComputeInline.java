package dev.ridgeline.compiler.schedule;

import dev.ridgeline.compiler.ir.Axis;
import dev.ridgeline.compiler.ir.BinaryOp;
import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.Rewriter;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.Substitution;
import dev.ridgeline.compiler.ir.Walker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a block's value in the place of every load of what it computes, and drops the block with
 * its loops and its buffer.
 *
 * @param block computes an internal buffer, is its only writer, is no reduction, and stores at
 *     distinct plain iterators
 */
public record ComputeInline(String block) implements Primitive {

  @Override
  public String name() {
    return "computeInline";
  }

  @Override
  public Program apply(Program p) {
    Stmt.Block found = Nest.block(p, name(), block);
    Buffer buffer = found.store().buffer();
    List<String> iterators = iterators(p, found);
    Stmt without = remove(p.body(), block);
    Stmt body =
        new Rewriter() {
          @Override
          protected Expr load(Expr.Load e) {
            Expr.Load x = (Expr.Load) super.load(e);
            if (!x.buffer().name().equals(buffer.name())) {
              return x;
            }
            Map<String, Expr> at = new HashMap<>();
            for (int d = 0; d < iterators.size(); d++) {
              at.put(iterators.get(d), x.indices().get(d));
            }
            return stored(buffer, Substitution.in(found.store().value(), at));
          }
        }.stmt(without);
    List<Buffer> internals =
        p.internals().stream().filter(b -> !b.name().equals(buffer.name())).toList();
    return p.withInternals(internals).withBody(body);
  }

  /** The value as it comes back from memory: narrow integers keep their low bits. */
  private static Expr stored(Buffer buffer, Expr value) {
    return switch (buffer.dtype()) {
      case I8 -> shifted(value, 24);
      case I16 -> shifted(value, 16);
      case U8 -> new Expr.Binary(BinaryOp.AND, value, Exprs.index(255));
      default -> value;
    };
  }

  private static Expr shifted(Expr value, int bits) {
    Expr up = new Expr.Binary(BinaryOp.SHL, value, Exprs.index(bits));
    return new Expr.Binary(BinaryOp.SHR, up, Exprs.index(bits));
  }

  private List<String> iterators(Program p, Stmt.Block found) {
    Buffer buffer = found.store().buffer();
    if (found.isReduction()) {
      throw refused("it is a reduction, which cannot be computed where it is used");
    }
    if (p.internals().stream().noneMatch(b -> b.name().equals(buffer.name()))) {
      throw refused("'" + buffer.name() + "' is an output, which must be stored");
    }
    if (Accesses.writers(p.body(), buffer.name()).size() > 1) {
      throw refused("'" + buffer.name() + "' is written by other blocks too");
    }
    List<String> own = new ArrayList<>();
    for (Axis axis : found.axes()) {
      own.add(axis.var().name());
    }
    List<String> iterators = new ArrayList<>();
    for (Expr index : found.store().indices()) {
      if (!(index instanceof Expr.Var v)
          || !own.contains(v.name())
          || iterators.contains(v.name())) {
        throw refused("it does not store at distinct plain iterators");
      }
      iterators.add(v.name());
    }
    own.removeAll(iterators);
    if (own.stream().anyMatch(v -> Walker.uses(found.store().value(), v))) {
      throw refused("its value needs iterators by which it does not store");
    }
    return iterators;
  }

  private dev.ridgeline.core.UserError refused(String reason) {
    return Refusal.of(name(), "block '" + block + "'", reason);
  }

  /** The statement without the block and the loops that hold nothing else. */
  static Stmt remove(Stmt s, String block) {
    return switch (s) {
      case Stmt.Block x -> x.name().equals(block) ? Stmt.Sequence.EMPTY : x;
      case Stmt.Loop x -> {
        Stmt body = remove(x.body(), block);
        yield body.equals(Stmt.Sequence.EMPTY) ? body : x.withBody(body);
      }
      case Stmt.Sequence x ->
          Stmt.Sequence.of(
              x.statements().stream()
                  .map(part -> remove(part, block))
                  .filter(part -> !part.equals(Stmt.Sequence.EMPTY))
                  .toList());
      case Stmt.Allocate x -> new Stmt.Allocate(x.buffer(), remove(x.body(), block));
      default -> s;
    };
  }
}
