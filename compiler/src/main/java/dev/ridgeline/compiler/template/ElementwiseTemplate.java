package dev.ridgeline.compiler.template;

import dev.ridgeline.compiler.operator.Activation;
import dev.ridgeline.compiler.operator.Chain;
import dev.ridgeline.compiler.schedule.Schedule;
import dev.ridgeline.compiler.schedule.TailMode;
import java.util.ArrayList;
import java.util.List;

/**
 * Schedules of elementwise chains: every element is read, changed and written once, so that memory
 * is the limit as soon as lanes do the arithmetic.
 */
final class ElementwiseTemplate {
  /** Elements that a thread takes at a time: long enough to outweigh handing them out. */
  private static final int CHUNK = 1 << 14;

  /** Vectors in one iteration: enough loads under way at once. */
  private static final int VECTORS = 4;

  private final Activation op;
  private final TargetTraits traits;

  private ElementwiseTemplate(Activation op, TargetTraits traits) {
    this.op = op;
    this.traits = traits;
  }

  /** One vector an iteration: unrolling gains nothing where memory is the limit. */
  static Schedule best(Activation op, TargetTraits traits) {
    ElementwiseTemplate t = new ElementwiseTemplate(op, traits);
    if (op.elements() < traits.lanes()) {
      return Schedule.of(op.computation());
    }
    return t.isLarge() ? t.parallel() : t.vectors(1, "i", Schedule.of(op.computation()));
  }

  /** Vectors, on one thread: whoever has chains shares them out. */
  static Schedule best(Chain op, TargetTraits traits) {
    Schedule s = Schedule.of(op.computation());
    return op.elements() < traits.lanes()
        ? s
        : s.split("i", traits.lanes(), TailMode.PARTITION, "v", "l").vectorize("l");
  }

  /** From the plain loop to the best, one idea a rung. */
  static List<Rung> ladder(Activation op, TargetTraits traits) {
    ElementwiseTemplate t = new ElementwiseTemplate(op, traits);
    List<Rung> rungs = new ArrayList<>();
    rungs.add(new Rung("naive", "one element after the other", Schedule.of(op.computation())));
    if (op.elements() >= traits.lanes()) {
      rungs.add(
          new Rung(
              "vectorized",
              "neighbouring elements as vector lanes: one instruction does the work of several",
              t.vectors(1, "i", Schedule.of(op.computation()))));
    }
    if (op.elements() >= VECTORS * traits.lanes()) {
      rungs.add(
          new Rung(
              "unrolled",
              VECTORS + " vectors an iteration: their chains of operations overlap",
              t.vectors(VECTORS, "i", Schedule.of(op.computation()))));
    }
    if (t.isLarge()) {
      rungs.add(
          new Rung(
              "parallel",
              "chunks of " + CHUNK + " elements on " + traits.threads() + " threads",
              t.parallel()));
    }
    return rungs;
  }

  private boolean isLarge() {
    return traits.threads() > 1 && op.elements() >= 2 * CHUNK;
  }

  private Schedule vectors(int vectors, String loop, Schedule s) {
    if (vectors == 1) {
      return s.split(loop, traits.lanes(), TailMode.PARTITION, "v", "l").vectorize("l");
    }
    s.split(loop, vectors * traits.lanes(), TailMode.PARTITION, "t", "r");
    s.split("r", traits.lanes(), TailMode.PARTITION, "v", "l");
    return s.unroll("v").vectorize("l");
  }

  private Schedule parallel() {
    Schedule s = Schedule.of(op.computation());
    s.split("i", CHUNK, TailMode.PARTITION, "chunk", "c").parallel("chunk");
    return vectors(1, "c", s);
  }
}
