package dev.ridgeline.engine.kernel;

import dev.ridgeline.compiler.operator.Operator;
import dev.ridgeline.compiler.target.Kernel;
import java.util.List;

/** A compiled kernel whose memory is bound. */
record KernelStep(Kernel kernel) implements Step {

  /** The kernel of an operator over memory in the order of its parameters, inputs first. */
  static KernelStep of(Compilers compilers, Operator op, List<Block> memory) {
    Kernel kernel = compilers.kernel(op);
    kernel.bindAll(memory.stream().map(Block::bound).toArray());
    return new KernelStep(kernel);
  }

  @Override
  public void run() {
    kernel.run();
  }

  @Override
  public void close() {
    kernel.close();
  }
}
