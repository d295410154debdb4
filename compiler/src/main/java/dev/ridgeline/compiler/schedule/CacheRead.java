package dev.ridgeline.compiler.schedule;

import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.BufferReplacement;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.Rewriter;
import dev.ridgeline.compiler.ir.Scope;
import dev.ridgeline.compiler.ir.Stmt;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Lets a block read a copy of a buffer. The copy is made by a block of its own, in loops of its own
 * at the top of the program; {@link ComputeAt} moves it where it is needed, and lowering shrinks
 * the copy to what is read there.
 *
 * @param block the reader
 * @param buffer what it reads; not what it writes, and with no writer in the same nest
 * @param copy name of the new buffer and of its block, unused so far
 */
public record CacheRead(String block, String buffer, String copy) implements Primitive {

  @Override
  public String name() {
    return "cacheRead";
  }

  @Override
  public Program apply(Program p) {
    Stmt.Block reader = Nest.block(p, name(), block);
    if (!Accesses.reads(reader).contains(buffer)) {
      throw refused(
          "it reads " + Nest.names(List.copyOf(Accesses.reads(reader))) + ", not '" + buffer + "'");
    }
    if (reader.store().buffer().name().equals(buffer)) {
      throw refused("it writes '" + buffer + "' itself");
    }
    CopyBlock.requireUnused(p, name(), copy);
    CopyBlock.requireWhole(p, name(), buffer);
    List<Stmt> parts = p.body() instanceof Stmt.Sequence seq ? seq.statements() : List.of(p.body());
    int at = CopyBlock.partOf(parts, block);
    for (Stmt.Block writer : Accesses.writers(p.body(), buffer)) {
      if (CopyBlock.partOf(parts, writer.name()) >= at) {
        throw refused(
            "'"
                + buffer
                + "' is written by block '"
                + writer.name()
                + "' in the same nest; use cacheRead first");
      }
    }
    Buffer from =
        p.buffers().stream().filter(b -> b.name().equals(buffer)).findFirst().orElseThrow();
    Buffer to = Buffer.dense(copy, from.dtype(), from.shape(), Scope.INTERNAL);
    Stmt body = CopyBlock.insert(p, CopyBlock.nest(p, copy, from, to), block, true);
    Stmt redirected =
        new Rewriter() {
          @Override
          protected Stmt block(Stmt.Block b) {
            return b.name().equals(CacheRead.this.block)
                ? b.withStore(
                    (Stmt.Store) new BufferReplacement(Map.of(buffer, to)).stmt(b.store()))
                : b;
          }
        }.stmt(body);
    List<Buffer> internals = new ArrayList<>(p.internals());
    internals.add(to);
    return p.withInternals(internals).withBody(redirected);
  }

  private dev.ridgeline.core.UserError refused(String reason) {
    return Refusal.of(name(), "block '" + block + "'", reason);
  }
}
