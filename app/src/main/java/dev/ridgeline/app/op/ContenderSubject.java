package dev.ridgeline.app.op;

import dev.ridgeline.core.execution.Executable;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.measure.latency.Subject;
import dev.ridgeline.measure.sampling.IdleWait;
import dev.ridgeline.measure.sampling.Sampler;
import dev.ridgeline.measure.sampling.Samples;
import dev.ridgeline.measure.sampling.SamplingPlan;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A contender in a session. It runs for a while when it is loaded, because the JIT compiler takes
 * its time, and waits before every slice until the pools of others have stopped spinning. Short
 * runs are repeated until a sample is long enough for the clock.
 */
final class ContenderSubject implements Subject {
  private static final Duration IDLE_WAIT = Duration.ofMillis(500);
  private static final long LEAST_SAMPLE_NANOS = 100_000;

  private final Contender contender;
  private final Duration warmUp;
  private Optional<Executable> open = Optional.empty();

  ContenderSubject(Contender contender, Duration warmUp) {
    this.contender = contender;
    this.warmUp = warmUp;
  }

  @Override
  public Loaded load() {
    close();
    long begin = System.nanoTime();
    Executable executable = contender.opener().get();
    open = Optional.of(executable);
    Map<String, TensorType> types = new LinkedHashMap<>();
    contender.inputs().forEach((name, tensor) -> types.put(name, tensor.type()));
    executable.prepare(types);
    double millis = (System.nanoTime() - begin) / 1e6;
    executable.bind(contender.inputs());
    long until = System.nanoTime() + warmUp.toNanos();
    do {
      executable.run();
    } while (System.nanoTime() < until);
    return new Loaded(executable.engine(), millis);
  }

  @Override
  public Samples sample(SamplingPlan plan) {
    Executable executable =
        open.orElseThrow(() -> new IllegalStateException("load before sampling"));
    IdleWait.await(IDLE_WAIT);
    return Sampler.system().sample(plan.withMinSampleNanos(LEAST_SAMPLE_NANOS), executable::run);
  }

  @Override
  public void close() {
    open.ifPresent(Executable::close);
    open = Optional.empty();
  }
}
