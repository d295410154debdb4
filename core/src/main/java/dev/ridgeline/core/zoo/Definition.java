package dev.ridgeline.core.zoo;

/** Adds a model's inputs, layers and outputs to a graph. */
@FunctionalInterface
interface Definition {
  /** A model and how it is built. */
  record Entry(ZooModel model, Definition definition) {}

  /**
   * Builds the model.
   *
   * @param net the layers of the graph to build
   * @param options every option that the model offers, checked
   */
  void define(Layers net, ZooOptions options);
}
