package dev.ridgeline.app.engine;

import dev.ridgeline.core.tensor.TensorType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A model at one size of its inputs, as an engine in another process is to run it.
 *
 * @param file gives the model file, which may be written only when it is asked for
 * @param threads threads of the engine
 * @param symbols sizes of symbolic dimensions of the model
 * @param inputs types of the inputs in the model's order, every dimension known
 * @param below exclusive upper bounds of the values of integer inputs, by name
 * @param seed seed of the inputs' values
 */
public record HostedModel(
    Supplier<Path> file,
    int threads,
    Map<String, Long> symbols,
    Map<String, TensorType> inputs,
    Map<String, Long> below,
    long seed) {

  Request.Load request(String engine) {
    List<Request.Input> given = new ArrayList<>();
    inputs.forEach((name, type) ->
        given.add(Request.Input.of(name, type, Optional.ofNullable(below.get(name)))));
    String path = file.get().toAbsolutePath().toString();
    return new Request.Load(engine, path, threads, symbols, given, seed);
  }
}
