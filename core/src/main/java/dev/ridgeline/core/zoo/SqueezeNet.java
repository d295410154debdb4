package dev.ridgeline.core.zoo;

import java.util.List;

/** SqueezeNet (Iandola et al. 2016): fire modules, and a convolution instead of the last layer. */
final class SqueezeNet {
  private static final String SOURCE = "torchvision 0.14.1, models/squeezenet.py";

  /** Channels of a fire module: of its squeeze, and of each half of its expansion. */
  private static final int[][] FIRES = {
    {16, 64}, {16, 64}, {32, 128}, {32, 128}, {48, 192}, {48, 192}, {64, 256}, {64, 256}
  };

  private SqueezeNet() {}

  static List<Definition.Entry> models() {
    return List.of(
        new Definition.Entry(
            ZooModel.image(
                "squeezenet1_0", "SqueezeNet 1.0: eight fire modules", "SqueezeNet", SOURCE, 224),
            (net, _) -> define(net, 96, 7, List.of(3, 7))),
        new Definition.Entry(
            ZooModel.image(
                "squeezenet1_1",
                "SqueezeNet 1.1: the same accuracy for 2.4 times fewer operations",
                "SqueezeNet",
                SOURCE,
                224),
            (net, _) -> define(net, 64, 3, List.of(2, 4))));
  }

  /**
   * Adds the network.
   *
   * @param poolsAfter after how many fire modules the second and third pools stand
   */
  private static void define(Layers net, long stem, long stemKernel, List<Integer> poolsAfter) {
    String x = net.image(3, 224, 224);
    x = net.convBias("features.0", x, stem, Layers.valid(stemKernel, 2), 1);
    x = net.relu("features.1", x);
    x = net.maxPool("features.2", x, Layers.valid(3, 2), true);
    int module = 3;
    for (int i = 0; i < FIRES.length; i++) {
      if (poolsAfter.contains(i)) {
        x = net.maxPool("features." + module++, x, Layers.valid(3, 2), true);
      }
      x = fire(net, "features." + module++, x, FIRES[i][0], FIRES[i][1]);
    }
    x = net.convBias("classifier.1", x, 1000, Layers.valid(1, 1), 1);
    x = net.globalAverage("classifier.3", net.relu("classifier.2", x));
    net.output(net.flatten("flatten", x));
  }

  private static String fire(Layers net, String module, String x, long squeeze, long expand) {
    String s = net.convBias(module + ".squeeze", x, squeeze, Layers.valid(1, 1), 1);
    s = net.relu(module + ".squeeze_activation", s);
    String one = net.convBias(module + ".expand1x1", s, expand, Layers.valid(1, 1), 1);
    one = net.relu(module + ".expand1x1_activation", one);
    String three = net.convBias(module + ".expand3x3", s, expand, Layers.half(3, 1), 1);
    three = net.relu(module + ".expand3x3_activation", three);
    return net.concat(module + ".cat", List.of(one, three));
  }
}
