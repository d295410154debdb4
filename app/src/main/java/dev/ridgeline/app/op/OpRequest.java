package dev.ridgeline.app.op;

import dev.ridgeline.compiler.operator.Operator;
import dev.ridgeline.compiler.target.Target;
import dev.ridgeline.compiler.template.TargetTraits;

/**
 * What is compiled, for what, and how it is measured.
 *
 * @param operator the operator at its shape
 * @param settings options that were given beside the shape
 * @param target what compiles it
 * @param threads threads of our kernel and of the peers
 * @param seed of the first input; the others count up
 */
record OpRequest(
    Operator operator, OperatorSettings settings, Target target, int threads, long seed) {

  TargetTraits traits() {
    return TargetTraits.of(target.name(), target.vectorBytes(), threads);
  }

  /** For example {@code gemm 1024x1024x1024 --transpose-b}. */
  String label() {
    return operator.name() + " " + operator.shape() + settings;
  }
}
