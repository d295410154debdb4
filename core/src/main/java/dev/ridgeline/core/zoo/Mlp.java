package dev.ridgeline.core.zoo;

import dev.ridgeline.core.tensor.DType;
import java.util.List;

/** Fully connected classifiers. */
final class Mlp {
  private Mlp() {}

  static List<Definition.Entry> models() {
    return List.of(
        new Definition.Entry(
            new ZooModel(
                "mnist_mlp",
                "784-512-128-10 classifier of handwritten digits",
                "MLP",
                "Ridgeline: three fully connected layers, ReLU between them",
                "784 (28x28 pixels in rows)",
                List.of()),
            (net, _) -> define(net)));
  }

  private static void define(Layers net) {
    String x = net.input("input", DType.F32, 784);
    x = net.relu("relu1", net.linear("fc1", x, 512));
    x = net.relu("relu2", net.linear("fc2", x, 128));
    net.output(net.linear("fc3", x, 10));
  }
}
