package dev.ridgeline.core.zoo;

import java.util.List;

/**
 * VGG configurations D and E (Simonyan and Zisserman 2015, table 1), without batch normalisation.
 * The adaptive pool to 7x7 is the identity at 224x224 and left out, as is dropout.
 */
final class Vgg {
  private static final long[] STAGE_CHANNELS = {64, 128, 256, 512, 512};

  private Vgg() {}

  static List<Definition.Entry> models() {
    return List.of(
        entry("vgg16", "VGG-16: thirteen 3x3 convolutions, three fully connected", 2, 2, 3, 3, 3),
        entry("vgg19", "VGG-19: sixteen 3x3 convolutions, three fully connected", 2, 2, 4, 4, 4));
  }

  private static Definition.Entry entry(String name, String title, int... convsPerStage) {
    return new Definition.Entry(
        ZooModel.image(name, title, "VGG", "torchvision 0.14.1, models/vgg.py", 224),
        (net, _) -> define(net, convsPerStage));
  }

  private static void define(Layers net, int[] convsPerStage) {
    String x = net.image(3, 224, 224);
    int module = 0;
    for (int stage = 0; stage < convsPerStage.length; stage++) {
      for (int i = 0; i < convsPerStage[stage]; i++) {
        x = net.convBias("features." + module++, x, STAGE_CHANNELS[stage], Layers.half(3, 1), 1);
        x = net.relu("features." + module++, x);
      }
      x = net.maxPool("features." + module++, x, Layers.valid(2, 2), false);
    }
    x = net.flatten("flatten", x);
    x = net.relu("classifier.1", net.linear("classifier.0", x, 4096));
    x = net.relu("classifier.4", net.linear("classifier.3", x, 4096));
    net.output(net.linear("classifier.6", x, 1000));
  }
}
