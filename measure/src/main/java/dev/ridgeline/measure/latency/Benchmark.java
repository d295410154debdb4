package dev.ridgeline.measure.latency;

import dev.ridgeline.core.execution.Executable;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.measure.sampling.Samples;
import dev.ridgeline.measure.sampling.SamplingPlan;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Measures one executable alone. Many together, interleaved, are measured by {@link Session}. */
public final class Benchmark {
  private Benchmark() {}

  /**
   * Loads an executable, runs it cold once, warms it up until it is steady, samples its latency and
   * closes it. It is warm when the medians of its last two windows of five runs differ by at most 3
   * %, or when the plan's time for the warm-up is over.
   *
   * @param opener loads the model; its time, with that of {@link Executable#prepare}, is the load
   *     time
   * @param inputTypes types of the inputs, every dimension known; the values are random
   * @param batch items that one run takes
   * @param seed seed of the inputs
   * @param plan how to sample
   */
  public static LatencyResult measure(
      Supplier<Executable> opener,
      Map<String, TensorType> inputTypes,
      long batch,
      long seed,
      SamplingPlan plan) {
    try (ExecutableSubject subject = new ExecutableSubject(opener, inputTypes, Map.of(), seed)) {
      Subject.Loaded loaded = subject.load();
      Samples samples = subject.sample(plan);
      return LatencyResult.of(loaded, batch, List.of(samples));
    }
  }
}
