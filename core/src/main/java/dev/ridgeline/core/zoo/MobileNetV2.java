package dev.ridgeline.core.zoo;

import dev.ridgeline.core.zoo.Layers.Activation;
import java.util.List;

/** MobileNetV2 (Sandler et al. 2018, table 2): inverted residuals with linear bottlenecks. */
final class MobileNetV2 {
  /** Expansion, output channels, blocks and stride of the first block of each stage. */
  private static final int[][] STAGES = {
    {1, 16, 1, 1},
    {6, 24, 2, 2},
    {6, 32, 3, 2},
    {6, 64, 4, 2},
    {6, 96, 3, 1},
    {6, 160, 3, 2},
    {6, 320, 1, 1}
  };

  private MobileNetV2() {}

  static List<Definition.Entry> models() {
    return List.of(
        new Definition.Entry(
            ZooModel.image(
                "mobilenet_v2",
                "MobileNetV2: seventeen inverted residuals",
                "MobileNetV2",
                "torchvision 0.14.1, models/mobilenetv2.py",
                224),
            (net, _) -> define(net)));
  }

  private static void define(Layers net) {
    String x = net.image(3, 224, 224);
    x = net.convNormAct("features.0", x, 32, Layers.half(3, 2), 1, Activation.RELU6);
    int module = 1;
    for (int[] stage : STAGES) {
      for (int i = 0; i < stage[2]; i++) {
        x = block(net, "features." + module++, x, stage[0], stage[1], i == 0 ? stage[3] : 1);
      }
    }
    x = net.convNormAct("features.18", x, 1280, Layers.valid(1, 1), 1, Activation.RELU6);
    x = net.flatten("flatten", net.globalAverage("avgpool", x));
    net.output(net.linear("classifier.1", x, 1000));
  }

  private static String block(
      Layers net, String module, String x, long expansion, long out, long stride) {
    long in = net.channels(x);
    long hidden = in * expansion;
    String y = x;
    int child = 0;
    if (expansion != 1) {
      String expand = module + ".conv." + child++;
      y = net.convNormAct(expand, y, hidden, Layers.valid(1, 1), 1, Activation.RELU6);
    }
    String depthwise = module + ".conv." + child++;
    y = net.convNormAct(depthwise, y, hidden, Layers.half(3, stride), hidden, Activation.RELU6);
    y = net.conv(module + ".conv." + child++, y, out, Layers.valid(1, 1), 1);
    y = net.batchNorm(module + ".conv." + child, y);
    return stride == 1 && in == out ? net.add(module + ".add", x, y) : y;
  }
}
