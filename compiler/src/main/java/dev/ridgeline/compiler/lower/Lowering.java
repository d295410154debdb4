package dev.ridgeline.compiler.lower;

import dev.ridgeline.compiler.ir.Level;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.Stmt;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * All passes in their order, from scheduled blocks to what targets take. Each is a pure function
 * from program to program; {@link #steps} keeps what each one made.
 */
public final class Lowering {
  /** A pass, the program that it made, and that program's level. */
  public record Step(String pass, Level level, Program program) {}

  /**
   * A pass by its name.
   *
   * @param level of the programs that it makes
   */
  public record Pass(String name, Level level, UnaryOperator<Program> run) {
    static Pass onBody(String name, Level level, UnaryOperator<Stmt> run) {
      return new Pass(name, level, p -> p.withBody(run.apply(p.body())));
    }
  }

  private static final List<Pass> PASSES =
      List.of(
          Pass.onBody("place init", Level.BLOCKS, PlaceInit::run),
          Pass.onBody("lower blocks", Level.LOOPS, LowerBlocks::run),
          Pass.onBody("simplify", Level.LOOPS, Simplify::run),
          new Pass("allocate buffers", Level.LOOPS, AllocateBuffers::run),
          Pass.onBody("simplify again", Level.LOOPS, Simplify::run),
          Pass.onBody("partition loops", Level.LOOPS, PartitionLoops::run),
          Pass.onBody("trim loops", Level.LOOPS, TrimLoops::run),
          Pass.onBody("unroll lanes", Level.LOOPS, Unroll::insideVectors),
          Pass.onBody("flatten", Level.FLAT, Flatten::run),
          Pass.onBody("vectorize", Level.FLAT, s -> Simplify.run(Vectorize.run(s))),
          Pass.onBody("unroll", Level.FLAT, s -> Simplify.run(Unroll.run(s))),
          Pass.onBody("promote buffers", Level.FLAT, PromoteBuffers::run),
          Pass.onBody("promote accumulators", Level.FLAT, PromoteAccumulators::run),
          Pass.onBody("order folds", Level.FLAT, OrderFolds::run),
          Pass.onBody("expand math", Level.FLAT, ExpandMath::run),
          Pass.onBody("hoist allocations", Level.FLAT, HoistAllocations::run),
          new Pass("outline", Level.FLAT, Outline::run));

  private Lowering() {}

  public static List<Pass> passes() {
    return PASSES;
  }

  /** The program at level FLAT. */
  public static Program lower(Program blocks) {
    return steps(blocks).getLast().program();
  }

  /** What each pass made, in order. */
  public static List<Step> steps(Program blocks) {
    List<Step> steps = new ArrayList<>();
    Program p = blocks;
    for (Pass pass : PASSES) {
      p = pass.run().apply(p);
      steps.add(new Step(pass.name(), pass.level(), p));
    }
    return steps;
  }
}
