package dev.ridgeline.core.zoo;

import dev.ridgeline.core.op.Window;
import java.util.ArrayList;
import java.util.List;

/**
 * DenseNet (Huang et al. 2017, table 1): every layer of a block reads the outputs of all layers
 * before it.
 */
final class DenseNet {
  private static final int[] LAYERS_PER_BLOCK = {6, 12, 24, 16};
  private static final long GROWTH = 32;
  private static final long BOTTLENECK = 4 * GROWTH;

  private DenseNet() {}

  static List<Definition.Entry> models() {
    return List.of(
        new Definition.Entry(
            ZooModel.image(
                "densenet121",
                "DenseNet-121: four densely connected blocks",
                "DenseNet",
                "torchvision 0.14.1, models/densenet.py",
                224),
            (net, _) -> define(net)));
  }

  private static void define(Layers net) {
    String x = net.image(3, 224, 224);
    x = net.conv("features.conv0", x, 64, Window.square(2, 7, 2, 3), 1);
    x = net.relu("features.relu0", net.batchNorm("features.norm0", x));
    x = net.maxPool("features.pool0", x, Layers.half(3, 2), false);
    for (int block = 1; block <= LAYERS_PER_BLOCK.length; block++) {
      x = block(net, "features.denseblock" + block, x, LAYERS_PER_BLOCK[block - 1]);
      if (block < LAYERS_PER_BLOCK.length) {
        x = transition(net, "features.transition" + block, x);
      }
    }
    x = net.relu("relu", net.batchNorm("features.norm5", x));
    x = net.flatten("flatten", net.globalAverage("avgpool", x));
    net.output(net.linear("classifier", x, 1000));
  }

  private static String block(Layers net, String module, String x, int layers) {
    List<String> features = new ArrayList<>(List.of(x));
    for (int i = 1; i <= layers; i++) {
      String layer = module + ".denselayer" + i;
      String y = i == 1 ? x : net.concat(layer + ".cat", features);
      y = net.relu(layer + ".relu1", net.batchNorm(layer + ".norm1", y));
      y = net.conv(layer + ".conv1", y, BOTTLENECK, Layers.valid(1, 1), 1);
      y = net.relu(layer + ".relu2", net.batchNorm(layer + ".norm2", y));
      features.add(net.conv(layer + ".conv2", y, GROWTH, Layers.half(3, 1), 1));
    }
    return net.concat(module + ".cat", features);
  }

  private static String transition(Layers net, String module, String x) {
    String y = net.relu(module + ".relu", net.batchNorm(module + ".norm", x));
    y = net.conv(module + ".conv", y, net.channels(x) / 2, Layers.valid(1, 1), 1);
    return net.averagePool(module + ".pool", y, Layers.valid(2, 2));
  }
}
