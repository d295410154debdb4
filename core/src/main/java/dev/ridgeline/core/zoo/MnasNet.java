package dev.ridgeline.core.zoo;

import java.util.List;

/** MnasNet-B1 (Tan et al. 2019, table 7), depth multiplier 1. */
final class MnasNet {
  /** Inverted residuals with the same shape; only the first has the stride. */
  private record Stack(long out, long kernel, long stride, long expansion, int blocks) {}

  private static final List<Stack> STACKS =
      List.of(
          new Stack(24, 3, 2, 3, 3),
          new Stack(40, 5, 2, 3, 3),
          new Stack(80, 5, 2, 6, 3),
          new Stack(96, 3, 1, 6, 2),
          new Stack(192, 5, 2, 6, 4),
          new Stack(320, 3, 1, 6, 1));

  private MnasNet() {}

  static List<Definition.Entry> models() {
    return List.of(
        new Definition.Entry(
            ZooModel.image(
                "mnasnet1_0",
                "MnasNet-B1: sixteen searched inverted residuals",
                "MnasNet",
                "torchvision 0.14.1, models/mnasnet.py",
                224),
            (net, _) -> define(net.withNorm(new Layers.Norm(1e-5f, 0.9997f)))));
  }

  private static void define(Layers net) {
    String x = net.image(3, 224, 224);
    x = net.conv("layers.0", x, 32, Layers.half(3, 2), 1);
    x = net.relu("layers.2", net.batchNorm("layers.1", x));
    x = net.conv("layers.3", x, 32, Layers.half(3, 1), 32);
    x = net.relu("layers.5", net.batchNorm("layers.4", x));
    x = net.batchNorm("layers.7", net.conv("layers.6", x, 16, Layers.valid(1, 1), 1));
    for (int s = 0; s < STACKS.size(); s++) {
      Stack stack = STACKS.get(s);
      for (int i = 0; i < stack.blocks(); i++) {
        x = block(net, "layers." + (s + 8) + "." + i, x, stack, i == 0 ? stack.stride() : 1);
      }
    }
    x = net.conv("layers.14", x, 1280, Layers.valid(1, 1), 1);
    x = net.relu("layers.16", net.batchNorm("layers.15", x));
    net.output(net.linear("classifier.1", net.spatialMean("mean", x), 1000));
  }

  private static String block(Layers net, String module, String x, Stack stack, long stride) {
    long in = net.channels(x);
    long hidden = in * stack.expansion();
    String layers = module + ".layers";
    String y = net.conv(layers + ".0", x, hidden, Layers.valid(1, 1), 1);
    y = net.relu(layers + ".2", net.batchNorm(layers + ".1", y));
    y = net.conv(layers + ".3", y, hidden, Layers.half(stack.kernel(), stride), hidden);
    y = net.relu(layers + ".5", net.batchNorm(layers + ".4", y));
    y = net.conv(layers + ".6", y, stack.out(), Layers.valid(1, 1), 1);
    y = net.batchNorm(layers + ".7", y);
    return stride == 1 && in == stack.out() ? net.add(module + ".add", y, x) : y;
  }
}
