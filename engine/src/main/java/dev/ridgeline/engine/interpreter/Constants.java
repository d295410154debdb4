package dev.ridgeline.engine.interpreter;

import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.Graph;
import java.util.IdentityHashMap;
import java.util.Objects;

/** The decoded constants of a graph and its bodies, each decoded when it is first read. */
final class Constants {
  private final IdentityHashMap<Constant, Array> decoded = new IdentityHashMap<>();

  Array of(Graph graph, String name) {
    Constant constant = Objects.requireNonNull(graph.constants().get(name));
    return decoded.computeIfAbsent(constant, c -> TensorCodec.decode(c.tensor()));
  }
}
