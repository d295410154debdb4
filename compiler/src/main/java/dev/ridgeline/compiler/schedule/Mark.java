package dev.ridgeline.compiler.schedule;

import dev.ridgeline.compiler.ir.LoopKind;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.Stmt;

/**
 * Says how the iterations of a loop run: unrolled, as lanes of a vector, or in parallel. {@link
 * MarkRules} has what each needs.
 *
 * @param loop a serial loop
 * @param kind anything but SERIAL
 * @param strided for VECTORIZED: whether elements that are not neighbours may be gathered and
 *     scattered, which is slow
 */
public record Mark(String loop, LoopKind kind, boolean strided) implements Primitive {

  @Override
  public String name() {
    return switch (kind) {
      case UNROLLED -> "unroll";
      case VECTORIZED -> "vectorize";
      case PARALLEL -> "parallel";
      case SERIAL -> "serial";
    };
  }

  @Override
  public Program apply(Program p) {
    Stmt.Loop found = Nest.loop(p, name(), loop);
    if (found.kind() != LoopKind.SERIAL) {
      throw Refusal.of(
          name(), "loop '" + loop + "'", "it is marked as " + found.kind().label() + " already");
    }
    if (found.partition() && kind != LoopKind.PARALLEL && kind != LoopKind.SERIAL) {
      throw Refusal.of(
          name(),
          "loop '" + loop + "'",
          "it is to be partitioned, so that its extent will not be constant; split with GUARD");
    }
    switch (kind) {
      case UNROLLED -> MarkRules.unroll(p, found);
      case VECTORIZED -> MarkRules.vectorize(p, found, strided);
      case PARALLEL -> MarkRules.parallel(p, found);
      case SERIAL -> throw Refusal.of(name(), "loop '" + loop + "'", "it is serial already");
    }
    return p.withBody(Nest.replace(p.body(), found, found.withKind(kind)));
  }
}
