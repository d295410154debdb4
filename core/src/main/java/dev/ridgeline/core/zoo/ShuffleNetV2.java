package dev.ridgeline.core.zoo;

import dev.ridgeline.core.op.Movement;
import dev.ridgeline.core.zoo.Layers.Activation;
import java.util.List;

/** ShuffleNetV2 (Ma et al. 2018, table 5): half of the channels pass by, then both are shuffled. */
final class ShuffleNetV2 {
  private static final String SOURCE = "torchvision 0.14.1, models/shufflenetv2.py";
  private static final int[] BLOCKS = {4, 8, 4};
  private static final long STEM = 24;
  private static final long LAST = 1024;

  private ShuffleNetV2() {}

  static List<Definition.Entry> models() {
    return List.of(
        entry("shufflenet_v2_x0_5", "ShuffleNetV2 at half width", 48, 96, 192),
        entry("shufflenet_v2_x1_0", "ShuffleNetV2: channel split and shuffle", 116, 232, 464));
  }

  private static Definition.Entry entry(String name, String title, long... stageChannels) {
    return new Definition.Entry(
        ZooModel.image(name, title, "ShuffleNetV2", SOURCE, 224),
        (net, _) -> define(net, stageChannels));
  }

  private static void define(Layers net, long[] stageChannels) {
    String x = net.image(3, 224, 224);
    x = net.convNormAct("conv1", x, STEM, Layers.half(3, 2), 1, Activation.RELU);
    x = net.maxPool("maxpool", x, Layers.half(3, 2), false);
    for (int stage = 0; stage < BLOCKS.length; stage++) {
      for (int i = 0; i < BLOCKS[stage]; i++) {
        String module = "stage" + (stage + 2) + "." + i;
        long branch = stageChannels[stage] / 2;
        x = i == 0 ? reduce(net, module, x, branch) : keep(net, module, x, branch);
      }
    }
    x = net.convNormAct("conv5", x, LAST, Layers.valid(1, 1), 1, Activation.RELU);
    net.output(net.linear("fc", net.spatialMean("mean", x), 1000));
  }

  /** Both branches read the whole input and halve its height and width. */
  private static String reduce(Layers net, String module, String x, long branch) {
    long in = net.channels(x);
    String side = module + ".branch1";
    String a = net.conv(side + ".0", x, in, Layers.half(3, 2), in);
    a = net.conv(side + ".2", net.batchNorm(side + ".1", a), branch, Layers.valid(1, 1), 1);
    a = net.relu(side + ".4", net.batchNorm(side + ".3", a));
    return shuffle(net, module, a, branch2(net, module, x, branch, 2));
  }

  /** One half of the channels passes by. */
  private static String keep(Layers net, String module, String x, long branch) {
    List<String> halves = net.graph().add(module + ".chunk", new Movement.Split(1), List.of(x), 2);
    String b = branch2(net, module, halves.get(1), branch, 1);
    return shuffle(net, module, halves.get(0), b);
  }

  private static String branch2(Layers net, String module, String x, long branch, long stride) {
    String side = module + ".branch2";
    String y = net.conv(side + ".0", x, branch, Layers.valid(1, 1), 1);
    y = net.relu(side + ".2", net.batchNorm(side + ".1", y));
    y = net.conv(side + ".3", y, branch, Layers.half(3, stride), branch);
    y = net.conv(side + ".5", net.batchNorm(side + ".4", y), branch, Layers.valid(1, 1), 1);
    return net.relu(side + ".7", net.batchNorm(side + ".6", y));
  }

  /** Joins two halves so that their channels alternate. */
  private static String shuffle(Layers net, String module, String a, String b) {
    String x = net.concat(module + ".cat", List.of(a, b));
    long channels = net.channels(x);
    long height = net.size(x, 2);
    long width = net.size(x, 3);
    String y = net.reshape(module + ".group", x, 0, 2, channels / 2, height, width);
    y = net.transpose(module + ".shuffle", y, 0, 2, 1, 3, 4);
    return net.reshape(module + ".ungroup", y, 0, channels, height, width);
  }
}
