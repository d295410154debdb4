package dev.ridgeline.compiler.schedule;

import dev.ridgeline.compiler.expression.Computation;
import dev.ridgeline.compiler.expression.LoopNests;
import dev.ridgeline.compiler.ir.IrText;
import dev.ridgeline.compiler.ir.LoopKind;
import dev.ridgeline.compiler.ir.Program;
import java.util.ArrayList;
import java.util.List;

/**
 * A program on its way from plain to fast. Every method applies one primitive, which refuses and
 * leaves everything as it was where its preconditions do not hold. The program can be printed after
 * each, and the {@link Trace} of all can be saved and replayed.
 *
 * <pre>{@code
 * var s = Schedule.of(computation);
 * s.split("j", 16);
 * s.reorder("i", "j_o", "k", "j_i");
 * s.vectorize("j_i");
 * }</pre>
 */
public final class Schedule {
  private Program program;
  private final List<Primitive> trace = new ArrayList<>();
  private final List<Program> before = new ArrayList<>();

  private Schedule(Program program) {
    this.program = program;
  }

  /** The plain schedule of a computation. */
  public static Schedule of(Computation c) {
    return new Schedule(LoopNests.of(c));
  }

  /** A schedule of a program of level BLOCKS. */
  public static Schedule of(Program p) {
    return new Schedule(p);
  }

  public Program program() {
    return program;
  }

  public List<Primitive> trace() {
    return List.copyOf(trace);
  }

  /** The trace, with what each primitive did to the order in which floats are folded. */
  public List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    for (int n = 0; n < trace.size(); n++) {
      Program after = n + 1 < before.size() ? before.get(n + 1) : program;
      steps.add(new Step(trace.get(n), FoldOrder.changed(before.get(n), after)));
    }
    return steps;
  }

  /** Applies a primitive. */
  public Schedule apply(Primitive primitive) {
    Program next = primitive.apply(program);
    MarkRules.recheck(next, primitive.name());
    before.add(program);
    program = next;
    trace.add(primitive);
    return this;
  }

  public Schedule replay(List<Primitive> steps) {
    steps.forEach(this::apply);
    return this;
  }

  /** Splits into {@code loop_o} and {@code loop_i}, the rest in a loop of its own. */
  public Schedule split(String loop, int factor) {
    return split(loop, factor, TailMode.PARTITION);
  }

  public Schedule split(String loop, int factor, TailMode tail) {
    return split(loop, factor, tail, loop + "_o", loop + "_i");
  }

  public Schedule split(String loop, int factor, TailMode tail, String outer, String inner) {
    return apply(new Split(loop, factor, tail, outer, inner));
  }

  public Schedule fuse(String outer, String inner, String fused) {
    return apply(new Fuse(outer, inner, fused));
  }

  public Schedule reorder(String... loops) {
    return apply(new Reorder(List.of(loops)));
  }

  /** Splits two loops and puts the inner parts innermost. */
  public Schedule tile(String a, int factorA, String b, int factorB) {
    split(a, factorA);
    split(b, factorB);
    return reorder(a + "_o", b + "_o", a + "_i", b + "_i");
  }

  public Schedule partition(String loop) {
    return apply(new Partition(loop));
  }

  public Schedule unroll(String loop) {
    return apply(new Mark(loop, LoopKind.UNROLLED, false));
  }

  public Schedule vectorize(String loop) {
    return apply(new Mark(loop, LoopKind.VECTORIZED, false));
  }

  public Schedule vectorizeStrided(String loop) {
    return apply(new Mark(loop, LoopKind.VECTORIZED, true));
  }

  public Schedule parallel(String loop) {
    return apply(new Mark(loop, LoopKind.PARALLEL, false));
  }

  public Schedule computeInline(String block) {
    return apply(new ComputeInline(block));
  }

  /** Lets a block read a copy of a buffer. */
  public Schedule cacheRead(String block, String buffer, String copy) {
    return apply(new CacheRead(block, buffer, copy));
  }

  /** Lets a block write a buffer that {@code COPY_out} copies out. */
  public Schedule cacheWrite(String block, String copy) {
    return apply(new CacheWrite(block, copy));
  }

  public Schedule computeAt(String block, String loop) {
    return apply(new ComputeAt(block, loop));
  }

  public Schedule reverseComputeAt(String block, String loop) {
    return apply(new ReverseComputeAt(block, loop));
  }

  public Schedule pad(String buffer, int dimension, int multiple) {
    return apply(new Pad(buffer, dimension, multiple));
  }

  /** Leaves out iterations in which a factor is padding. */
  public Schedule trim(String block, String buffer, String loop) {
    return apply(new Trim(block, buffer, loop));
  }

  public Schedule pack(String buffer, String... layout) {
    return apply(new Pack(buffer, List.of(layout)));
  }

  /** Sets rows of an internal buffer apart. */
  public Schedule storageAlign(String buffer, int dimension, int multiple, int offset) {
    return apply(new StorageAlign(buffer, dimension, multiple, offset));
  }

  /** Fills a padded buffer before a loop, which then copies what is inside only. */
  public Schedule decomposePadding(String block, String loop) {
    return apply(new DecomposePadding(block, loop));
  }

  public Schedule decomposeReduction(String block, String loop) {
    return apply(new DecomposeReduction(block, loop));
  }

  /** Folds the terms of each iteration of a reduce loop apart, and these together afterwards. */
  public Schedule rfactor(String block, String loop, String partial) {
    return apply(new Rfactor(block, loop, partial));
  }

  /** The program as text. */
  @Override
  public String toString() {
    return IrText.of(program);
  }
}
