package dev.ridgeline.app.engine;

import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.measure.sampling.SamplingPlan;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One line to an engine's process.
 *
 * @param act what to do
 * @param subject number of the subject that it is about
 * @param load what to load, with {@link Act#LOAD}
 * @param plan how to sample, with {@link Act#SAMPLE}
 */
record Request(Act act, int subject, Optional<Load> load, Optional<SamplingPlan> plan) {
  /** What can be asked for. */
  enum Act {
    LOAD,
    SAMPLE,
    CLOSE
  }

  static Request load(int subject, Load load) {
    return new Request(Act.LOAD, subject, Optional.of(load), Optional.empty());
  }

  static Request sample(int subject, SamplingPlan plan) {
    return new Request(Act.SAMPLE, subject, Optional.empty(), Optional.of(plan));
  }

  static Request close(int subject) {
    return new Request(Act.CLOSE, subject, Optional.empty(), Optional.empty());
  }

  /**
   * A model to load.
   *
   * @param engine name of the engine
   * @param file the model file
   * @param threads threads of the engine
   * @param symbols sizes of symbolic dimensions
   * @param inputs the inputs, in order
   * @param seed seed of their values
   */
  record Load(
      String engine,
      String file,
      int threads,
      Map<String, Long> symbols,
      List<Input> inputs,
      long seed) {

    Map<String, TensorType> inputTypes() {
      Map<String, TensorType> types = new LinkedHashMap<>();
      for (Input input : inputs) {
        long[] sizes = input.sizes().stream().mapToLong(Long::longValue).toArray();
        types.put(input.name(), new TensorType(input.dtype(), Shape.of(sizes)));
      }
      return types;
    }

    Map<String, Long> below() {
      Map<String, Long> bounds = new LinkedHashMap<>();
      inputs.forEach(input -> input.below().ifPresent(bound -> bounds.put(input.name(), bound)));
      return bounds;
    }
  }

  /**
   * One input.
   *
   * @param below exclusive upper bound of its values, where integers have to stay below one
   */
  record Input(String name, DType dtype, List<Long> sizes, Optional<Long> below) {
    static Input of(String name, TensorType type, Optional<Long> below) {
      List<Long> sizes = Arrays.stream(type.shape().sizes()).boxed().toList();
      return new Input(name, type.dtype(), sizes, below);
    }
  }
}
