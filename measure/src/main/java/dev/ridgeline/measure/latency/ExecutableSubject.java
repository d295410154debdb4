package dev.ridgeline.measure.latency;

import dev.ridgeline.core.execution.Executable;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.measure.sampling.Clock;
import dev.ridgeline.measure.sampling.IdleWait;
import dev.ridgeline.measure.sampling.Sampler;
import dev.ridgeline.measure.sampling.Samples;
import dev.ridgeline.measure.sampling.SamplingPlan;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * An {@link Executable} of this process. Its inputs are random, from a seed, and are made and bound
 * outside the clock. Before every slice it waits until the process is idle, for half a second at
 * most.
 */
public final class ExecutableSubject implements Subject {
  private static final Duration IDLE_WAIT = Duration.ofMillis(500);

  private final Supplier<Executable> opener;
  private final Map<String, TensorType> inputTypes;
  private final Map<String, Long> below;
  private final long seed;
  private final Clock clock = Clock.system();
  private Optional<Executable> open = Optional.empty();

  /**
   * Describes a subject; nothing is loaded yet.
   *
   * @param opener loads the model
   * @param inputTypes types of its inputs, every dimension known; of random values are those that
   *     {@link Tensor#random} makes
   * @param below exclusive upper bounds of the values of integer inputs, by name, where the model
   *     takes small ones only
   * @param seed seed of the first input; the others count up from it
   */
  public ExecutableSubject(
      Supplier<Executable> opener,
      Map<String, TensorType> inputTypes,
      Map<String, Long> below,
      long seed) {
    this.below = Map.copyOf(below);
    this.opener = opener;
    this.inputTypes = new LinkedHashMap<>(inputTypes);
    this.seed = seed;
  }

  @Override
  public Loaded load() {
    close();
    long begin = clock.nanos();
    Executable executable = opener.get();
    open = Optional.of(executable);
    executable.prepare(inputTypes);
    double millis = (clock.nanos() - begin) / 1e6;
    executable.bind(RandomInputs.of(inputTypes, below, seed));
    return new Loaded(executable.engine(), millis);
  }

  @Override
  public Samples sample(SamplingPlan plan) {
    Executable executable =
        open.orElseThrow(() -> new IllegalStateException("load before sampling"));
    IdleWait.await(IDLE_WAIT);
    return Sampler.system().sample(plan, executable::run);
  }

  @Override
  public void close() {
    open.ifPresent(Executable::close);
    open = Optional.empty();
  }
}
