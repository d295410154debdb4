package dev.ridgeline.core.zoo;

import dev.ridgeline.core.op.Unary;
import dev.ridgeline.core.zoo.Layers.Activation;
import java.util.List;

/**
 * MobileNetV3 (Howard et al. 2019, tables 1 and 2): inverted residuals with squeeze-and-excitation
 * and hard activations.
 */
final class MobileNetV3 {
  private static final String SOURCE = "torchvision 0.14.1, models/mobilenetv3.py";
  private static final Activation RE = Activation.RELU;
  private static final Activation HS = Activation.HARD_SWISH;

  /** One inverted residual; {@code squeeze}: with squeeze-and-excitation. */
  private record Block(
      long kernel, long expanded, long out, boolean squeeze, Activation act, long stride) {}

  private static final List<Block> LARGE =
      List.of(
          new Block(3, 16, 16, false, RE, 1),
          new Block(3, 64, 24, false, RE, 2),
          new Block(3, 72, 24, false, RE, 1),
          new Block(5, 72, 40, true, RE, 2),
          new Block(5, 120, 40, true, RE, 1),
          new Block(5, 120, 40, true, RE, 1),
          new Block(3, 240, 80, false, HS, 2),
          new Block(3, 200, 80, false, HS, 1),
          new Block(3, 184, 80, false, HS, 1),
          new Block(3, 184, 80, false, HS, 1),
          new Block(3, 480, 112, true, HS, 1),
          new Block(3, 672, 112, true, HS, 1),
          new Block(5, 672, 160, true, HS, 2),
          new Block(5, 960, 160, true, HS, 1),
          new Block(5, 960, 160, true, HS, 1));

  private static final List<Block> SMALL =
      List.of(
          new Block(3, 16, 16, true, RE, 2),
          new Block(3, 72, 24, false, RE, 2),
          new Block(3, 88, 24, false, RE, 1),
          new Block(5, 96, 40, true, HS, 2),
          new Block(5, 240, 40, true, HS, 1),
          new Block(5, 240, 40, true, HS, 1),
          new Block(5, 120, 48, true, HS, 1),
          new Block(5, 144, 48, true, HS, 1),
          new Block(5, 288, 96, true, HS, 2),
          new Block(5, 576, 96, true, HS, 1),
          new Block(5, 576, 96, true, HS, 1));

  private MobileNetV3() {}

  static List<Definition.Entry> models() {
    return List.of(
        entry("mobilenet_v3_small", "MobileNetV3 small: eleven inverted residuals", SMALL, 1024),
        entry("mobilenet_v3_large", "MobileNetV3 large: fifteen inverted residuals", LARGE, 1280));
  }

  private static Definition.Entry entry(
      String name, String title, List<Block> blocks, long lastChannels) {
    return new Definition.Entry(
        ZooModel.image(name, title, "MobileNetV3", SOURCE, 224),
        (net, _) -> define(net.withNorm(new Layers.Norm(1e-3f, 0.99f)), blocks, lastChannels));
  }

  private static void define(Layers net, List<Block> blocks, long lastChannels) {
    String x = net.image(3, 224, 224);
    x = net.convNormAct("features.0", x, 16, Layers.half(3, 2), 1, HS);
    int module = 1;
    for (Block block : blocks) {
      x = block(net, "features." + module++, x, block);
    }
    long out = 6 * net.channels(x);
    x = net.convNormAct("features." + module, x, out, Layers.valid(1, 1), 1, HS);
    x = net.flatten("flatten", net.globalAverage("avgpool", x));
    x = net.activate("classifier.1", net.linear("classifier.0", x, lastChannels), HS);
    net.output(net.linear("classifier.3", x, 1000));
  }

  private static String block(Layers net, String module, String x, Block block) {
    long in = net.channels(x);
    long hidden = block.expanded();
    String y = x;
    int child = 0;
    if (hidden != in) {
      String expand = module + ".block." + child++;
      y = net.convNormAct(expand, y, hidden, Layers.valid(1, 1), 1, block.act());
    }
    String depthwise = module + ".block." + child++;
    y =
        net.convNormAct(
            depthwise, y, hidden, Layers.half(block.kernel(), block.stride()), hidden, block.act());
    if (block.squeeze()) {
      y =
          net.squeezeExcite(
              module + ".block." + child++,
              y,
              divisibleBy8(hidden / 4),
              RE,
              new Unary.HardSigmoid(1f / 6, 0.5f));
    }
    String project = module + ".block." + child;
    y = net.convNormAct(project, y, block.out(), Layers.valid(1, 1), 1, Activation.NONE);
    return block.stride() == 1 && in == block.out() ? net.add(module + ".add", y, x) : y;
  }

  /** The nearest multiple of 8, at least 8, and not more than a tenth below {@code channels}. */
  private static long divisibleBy8(long channels) {
    long rounded = Math.max(8, (channels + 4) / 8 * 8);
    return rounded * 10 < channels * 9 ? rounded + 8 : rounded;
  }
}
