package dev.ridgeline.engine.kernel;

import dev.ridgeline.compiler.operator.Operator;
import dev.ridgeline.compiler.operator.Transposition;
import java.util.List;

/**
 * A channel shuffle with channels last: the groups of each pixel's channels are interleaved.
 *
 * @param pixels of all images
 * @param groups of channels
 * @param channels of a group
 * @param x input
 * @param y output
 */
public record ShufflePlan(int pixels, int groups, int channels, Placed x, Placed y)
    implements StepPlan {

  @Override
  public String kernel() {
    return "shuffle of " + groups + " groups of " + channels + " channels";
  }

  @Override
  public List<Placed> inputs() {
    return List.of(x);
  }

  @Override
  public List<Placed> outputs() {
    return List.of(y);
  }

  @Override
  public List<Operator> compiled() {
    return List.of(new Transposition(pixels, groups, channels));
  }

  @Override
  public Step build(Memory memory, Compilers compilers) {
    return KernelStep.of(compilers, compiled().getFirst(), List.of(memory.of(x), memory.of(y)));
  }
}
