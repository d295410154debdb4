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
    checkReaders(p, target.name());
    String out = copy + "_out";
    CopyBlock.requireUnused(p, name(), copy);
    CopyBlock.requireWhole(p, name(), target.name());
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

  /** What reads the buffer must come after the copy. */
  private void checkReaders(Program p, String target) {
    List<Stmt> parts = p.body() instanceof Stmt.Sequence seq ? seq.statements() : List.of(p.body());
    int at = CopyBlock.partOf(parts, block);
    for (Stmt.Block reader : Accesses.readers(p.body(), target)) {
      if (CopyBlock.partOf(parts, reader.name()) <= at) {
        throw Refusal.of(
            name(),
            "block '" + block + "'",
            "block '"
                + reader.name()
                + "' reads '"
                + target
                + "' in the same nest, before it could be copied");
      }
    }
  }
}
