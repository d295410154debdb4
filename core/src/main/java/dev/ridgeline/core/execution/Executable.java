package dev.ridgeline.core.execution;

import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import java.util.List;
import java.util.Map;

/**
 * Something that can be run and timed: a model on an engine, a single kernel, an algorithm. All
 * that a measurement knows of it. The order of calls is prepare, bind, then run any number of
 * times, then outputs; bind and prepare may be called again. Only {@link #run()} is timed. Not safe
 * for use by several threads at once.
 */
public interface Executable extends AutoCloseable {

  /** Who runs it, with the version: {@code onnxruntime 1.28.0}. */
  String engine();

  /** The inputs that it takes, in order; dimensions may be symbolic. */
  Map<String, TensorType> inputs();

  /**
   * Makes ready for inputs of these types, every dimension known: compiles, allocates, warms caches
   * of its own.
   */
  void prepare(Map<String, TensorType> inputTypes);

  /**
   * Gives the inputs of the next runs. The tensors are not changed; copies to a device happen here,
   * outside the clock.
   */
  void bind(Map<String, Tensor> inputs);

  /** Computes once and returns when the device has finished. */
  void run();

  /** The outputs of the last run, in order. */
  List<Tensor> outputs();

  /** Frees what it holds; further calls fail. */
  @Override
  void close();
}
