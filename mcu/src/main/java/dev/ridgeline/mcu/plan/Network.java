package dev.ridgeline.mcu.plan;

import java.util.List;

/**
 * A network as layers that run one after the other.
 *
 * @param name of the graph
 * @param input the value that the caller gives
 * @param inputBytes of it
 * @param output the value that the caller gets
 * @param outputBytes of it
 */
public record Network(
    String name, String input, int inputBytes, String output, int outputBytes, List<Layer> layers) {
  public Network {
    layers = List.copyOf(layers);
  }
}
