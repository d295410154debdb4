package dev.ridgeline.compiler.schedule;

import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.Rewriter;
import dev.ridgeline.compiler.ir.Scope;
import dev.ridgeline.compiler.ir.Stmt;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets a block write a buffer of the program's own, which a block of its own copies out afterwards,
 * in loops of its own after the nest; {@link ReverseComputeAt} moves that where it is wanted.
 *
 * @param block the only writer of its buffer
 * @param copy name of the new buffer, unused so far; the block that copies out is {@code COPY_out}
 */
public record CacheWrite(String block, String copy) implements Primitive {

  @Override
  public String name() {
    return "cacheWrite";
  }

  @Override
  public Program apply(Program p) {
    Stmt.Block writer = Nest.block(p, name(), block);
    Buffer target = writer.store().buffer();
    List<Stmt.Block> writers = Accesses.writers(p.body(), target.name());
    if (writers.size() > 1) {
      throw Refusal.of(
          name(),
          "block '" + block + "'",
          "'"
              + target.name()
              + "' is written by "
              + Nest.names(writers.stream().map(Stmt.Block::name).toList()));
    }
    String out = copy + "_out";
    CopyBlock.requireUnused(p, name(), copy);
    CopyBlock.requireUnused(p, name(), out);
    Buffer own = Buffer.dense(copy, target.dtype(), target.shape(), Scope.INTERNAL);
    Stmt body = CopyBlock.insert(p, CopyBlock.nest(p, out, own, target), block, false);
    Stmt redirected =
        new Rewriter() {
          @Override
          protected Stmt block(Stmt.Block b) {
            Stmt.Store s = b.store();
            return b.name().equals(CacheWrite.this.block)
                ? b.withStore(new Stmt.Store(own, s.indices(), s.value(), s.active()))
                : b;
          }
        }.stmt(body);
    List<Buffer> internals = new ArrayList<>(p.internals());
    internals.add(own);
    return p.withInternals(internals).withBody(redirected);
  }
}
