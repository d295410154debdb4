package dev.ridgeline.core.zoo;

import dev.ridgeline.core.op.Window;
import java.util.List;

/**
 * AlexNet in torchvision's form (Krizhevsky 2014, "One weird trick"). The adaptive pool to 6x6 is
 * the identity at 224x224 and left out, as is dropout.
 */
final class AlexNet {
  private AlexNet() {}

  static List<Definition.Entry> models() {
    return List.of(
        new Definition.Entry(
            ZooModel.image(
                "alexnet",
                "AlexNet: five convolutions, three fully connected layers",
                "AlexNet",
                "torchvision 0.14.1, models/alexnet.py",
                224),
            (net, _) -> define(net)));
  }

  private static void define(Layers net) {
    String x = net.image(3, 224, 224);
    x = net.convBias("features.0", x, 64, Window.square(2, 11, 4, 2), 1);
    x = net.relu("features.1", x);
    x = net.maxPool("features.2", x, Layers.valid(3, 2), false);
    x = net.relu("features.4", net.convBias("features.3", x, 192, Layers.half(5, 1), 1));
    x = net.maxPool("features.5", x, Layers.valid(3, 2), false);
    x = net.relu("features.7", net.convBias("features.6", x, 384, Layers.half(3, 1), 1));
    x = net.relu("features.9", net.convBias("features.8", x, 256, Layers.half(3, 1), 1));
    x = net.relu("features.11", net.convBias("features.10", x, 256, Layers.half(3, 1), 1));
    x = net.maxPool("features.12", x, Layers.valid(3, 2), false);
    x = net.flatten("flatten", x);
    x = net.relu("classifier.2", net.linear("classifier.1", x, 4096));
    x = net.relu("classifier.5", net.linear("classifier.4", x, 4096));
    net.output(net.linear("classifier.6", x, 1000));
  }
}
