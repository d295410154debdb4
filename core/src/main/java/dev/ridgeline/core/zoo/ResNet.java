package dev.ridgeline.core.zoo;

import dev.ridgeline.core.op.Window;
import java.util.List;

/**
 * ResNet (He et al. 2016) in torchvision's form, where the stride of a bottleneck stands at its 3x3
 * convolution, and ResNeXt (Xie et al. 2017).
 */
final class ResNet {
  private static final String SOURCE = "torchvision 0.14.1, models/resnet.py";

  /**
   * What tells the members of the family apart.
   *
   * @param bottleneck 1x1, 3x3, 1x1 to four times the channels; else two 3x3
   * @param groups of the 3x3 convolution in a bottleneck
   * @param groupWidth channels of a group in the first stage; 64 for one group
   * @param blocks per stage
   */
  private record Variant(boolean bottleneck, long groups, long groupWidth, List<Integer> blocks) {
    long expansion() {
      return bottleneck ? 4 : 1;
    }
  }

  private ResNet() {}

  static List<Definition.Entry> models() {
    return List.of(
        entry(
            "resnet18",
            "ResNet-18: eight residual blocks of two 3x3 convolutions",
            new Variant(false, 1, 64, List.of(2, 2, 2, 2))),
        entry(
            "resnet34",
            "ResNet-34: sixteen residual blocks of two 3x3 convolutions",
            new Variant(false, 1, 64, List.of(3, 4, 6, 3))),
        entry(
            "resnet50",
            "ResNet-50: sixteen bottleneck blocks",
            new Variant(true, 1, 64, List.of(3, 4, 6, 3))),
        entry(
            "resnext50_32x4d",
            "ResNeXt-50 32x4d: bottleneck blocks with 32 groups",
            new Variant(true, 32, 4, List.of(3, 4, 6, 3))));
  }

  private static Definition.Entry entry(String name, String title, Variant variant) {
    return new Definition.Entry(
        ZooModel.image(name, title, "ResNet", SOURCE, 224), (net, _) -> define(net, variant));
  }

  private static void define(Layers net, Variant variant) {
    String x = net.image(3, 224, 224);
    x = net.conv("conv1", x, 64, Window.square(2, 7, 2, 3), 1);
    x = net.relu("relu", net.batchNorm("bn1", x));
    x = net.maxPool("maxpool", x, Layers.half(3, 2), false);
    for (int stage = 0; stage < 4; stage++) {
      long planes = 64L << stage;
      for (int i = 0; i < variant.blocks().get(stage); i++) {
        long stride = stage > 0 && i == 0 ? 2 : 1;
        x = block(net, "layer" + (stage + 1) + "." + i, x, variant, planes, stride);
      }
    }
    x = net.flatten("flatten", net.globalAverage("avgpool", x));
    net.output(net.linear("fc", x, 1000));
  }

  private static String block(
      Layers net, String module, String x, Variant variant, long planes, long stride) {
    long out = planes * variant.expansion();
    String y =
        variant.bottleneck()
            ? bottleneck(net, module, x, variant, planes, stride)
            : basic(net, module, x, planes, stride);
    String shortcut = x;
    if (stride != 1 || net.channels(x) != out) {
      shortcut = net.conv(module + ".downsample.0", x, out, Layers.valid(1, stride), 1);
      shortcut = net.batchNorm(module + ".downsample.1", shortcut);
    }
    return net.relu(module + ".relu", net.add(module + ".add", y, shortcut));
  }

  private static String basic(Layers net, String module, String x, long planes, long stride) {
    String y = net.conv(module + ".conv1", x, planes, Layers.half(3, stride), 1);
    y = net.relu(module + ".relu1", net.batchNorm(module + ".bn1", y));
    y = net.conv(module + ".conv2", y, planes, Layers.half(3, 1), 1);
    return net.batchNorm(module + ".bn2", y);
  }

  private static String bottleneck(
      Layers net, String module, String x, Variant variant, long planes, long stride) {
    long width = planes * variant.groupWidth() / 64 * variant.groups();
    String y = net.conv(module + ".conv1", x, width, Layers.valid(1, 1), 1);
    y = net.relu(module + ".relu1", net.batchNorm(module + ".bn1", y));
    y = net.conv(module + ".conv2", y, width, Layers.half(3, stride), variant.groups());
    y = net.relu(module + ".relu2", net.batchNorm(module + ".bn2", y));
    y = net.conv(module + ".conv3", y, planes * variant.expansion(), Layers.valid(1, 1), 1);
    return net.batchNorm(module + ".bn3", y);
  }
}
