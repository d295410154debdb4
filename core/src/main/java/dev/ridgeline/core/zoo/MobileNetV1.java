package dev.ridgeline.core.zoo;

import dev.ridgeline.core.zoo.Layers.Activation;
import java.util.List;

/**
 * MobileNet (Howard et al. 2017, table 1): depthwise-separable convolutions. torchvision has none;
 * names and activation (ReLU6) are those of timm's mobilenetv1_100.
 */
final class MobileNetV1 {
  /** Output channels, stride of the first block and number of blocks of each stage. */
  private static final int[][] STAGES = {
    {64, 1, 1}, {128, 2, 2}, {256, 2, 2}, {512, 2, 6}, {1024, 2, 2}
  };

  private MobileNetV1() {}

  static List<Definition.Entry> models() {
    return List.of(
        new Definition.Entry(
            ZooModel.image(
                "mobilenet_v1",
                "MobileNet: thirteen depthwise-separable convolutions",
                "MobileNetV1",
                "Howard et al. 2017, arXiv:1704.04861, table 1; names of timm's mobilenetv1_100",
                224),
            (net, _) -> define(net)));
  }

  private static void define(Layers net) {
    String x = net.image(3, 224, 224);
    x = net.conv("conv_stem", x, 32, Layers.half(3, 2), 1);
    x = net.activate("act1", net.batchNorm("bn1", x), Activation.RELU6);
    for (int stage = 0; stage < STAGES.length; stage++) {
      for (int i = 0; i < STAGES[stage][2]; i++) {
        String module = "blocks." + stage + "." + i;
        x = separable(net, module, x, STAGES[stage][0], i == 0 ? STAGES[stage][1] : 1);
      }
    }
    x = net.flatten("flatten", net.globalAverage("global_pool", x));
    net.output(net.linear("classifier", x, 1000));
  }

  private static String separable(Layers net, String module, String x, long out, long stride) {
    long in = net.channels(x);
    String y = net.conv(module + ".conv_dw", x, in, Layers.half(3, stride), in);
    y = net.activate(module + ".act1", net.batchNorm(module + ".bn1", y), Activation.RELU6);
    y = net.conv(module + ".conv_pw", y, out, Layers.valid(1, 1), 1);
    return net.activate(module + ".act2", net.batchNorm(module + ".bn2", y), Activation.RELU6);
  }
}
