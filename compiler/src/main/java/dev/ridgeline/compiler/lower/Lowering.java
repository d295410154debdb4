package dev.ridgeline.compiler.lower;

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
  /** A pass and the program that it made. */
  public record Step(String pass, Program program) {}

  /** A pass by its name. */
  public record Pass(String name, UnaryOperator<Program> run) {
    static Pass onBody(String name, UnaryOperator<Stmt> run) {
      return new Pass(name, p -> p.withBody(run.apply(p.body())));
    }
  }

  private static final List<Pass> PASSES =
      List.of(
          Pass.onBody("place init", PlaceInit::run),
          Pass.onBody("lower blocks", LowerBlocks::run),
          Pass.onBody("simplify", Simplify::run),
          new Pass("allocate buffers", AllocateBuffers::run),
          Pass.onBody("simplify again", Simplify::run),
          Pass.onBody("partition loops", PartitionLoops::run),
          Pass.onBody("trim loops", TrimLoops::run),
          Pass.onBody("unroll lanes", Unroll::insideVectors),
          Pass.onBody("flatten", Flatten::run),
          Pass.onBody("vectorize", s -> Simplify.run(Vectorize.run(s))),
          Pass.onBody("unroll", s -> Simplify.run(Unroll.run(s))),
          Pass.onBody("promote buffers", PromoteBuffers::run),
          Pass.onBody("promote accumulators", PromoteAccumulators::run),
          Pass.onBody("order folds", OrderFolds::run),
          Pass.onBody("expand math", ExpandMath::run),
          Pass.onBody("hoist allocations", HoistAllocations::run),
          new Pass("outline", Outline::run));

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
      steps.add(new Step(pass.name(), p));
    }
    return steps;
  }
}
