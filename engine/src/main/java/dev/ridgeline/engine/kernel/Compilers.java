package dev.ridgeline.engine.kernel;

import dev.ridgeline.compiler.jvm.JvmTarget;
import dev.ridgeline.compiler.lower.Lowering;
import dev.ridgeline.compiler.operator.Chain;
import dev.ridgeline.compiler.operator.Operator;
import dev.ridgeline.compiler.target.Kernel;
import dev.ridgeline.compiler.target.KernelCache;
import dev.ridgeline.compiler.target.Target;
import dev.ridgeline.compiler.template.TargetTraits;
import dev.ridgeline.compiler.template.Templates;

/**
 * Compiles operators for one target with the best schedules that are known.
 *
 * @param target of operators with memory of their own
 * @param threads that run a kernel
 * @param cache of compiled kernels
 */
public record Compilers(Target target, int threads, KernelCache cache) {

  /**
   * A kernel of the operator; chains work on Java arrays whatever the target. The best schedule
   * follows from operator, target and build of the compiler, so that a kernel that is kept needs
   * none.
   */
  public Kernel kernel(Operator op) {
    boolean chain = op instanceof Chain;
    Target to = chain ? new JvmTarget() : target;
    int width = chain ? 1 : threads;
    TargetTraits traits = TargetTraits.of(to.name(), to.vectorBytes(), width);
    String source = "best " + op + " " + traits;
    return cache.kernel(
        source, () -> Lowering.lower(Templates.best(op, traits).program()), to, width);
  }
}
