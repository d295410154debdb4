package dev.ridgeline.core.zoo;

import dev.ridgeline.core.op.Window;
import java.util.List;

/**
 * GoogLeNet (Szegedy et al. 2015, table 1) in torchvision's form: with batch normalisation, without
 * the auxiliary classifiers and the input transform, and with 3x3 where the paper's third branch
 * has 5x5.
 */
final class GoogLeNet {
  /** Channels of an inception module's branches: 1x1; 3x3 and what feeds it; 5x5 likewise; pool. */
  private record Inception(
      String module, long one, long reduce3, long three, long reduce5, long five, long pool) {}

  private static final List<Inception> STAGE3 =
      List.of(
          new Inception("inception3a", 64, 96, 128, 16, 32, 32),
          new Inception("inception3b", 128, 128, 192, 32, 96, 64));
  private static final List<Inception> STAGE4 =
      List.of(
          new Inception("inception4a", 192, 96, 208, 16, 48, 64),
          new Inception("inception4b", 160, 112, 224, 24, 64, 64),
          new Inception("inception4c", 128, 128, 256, 24, 64, 64),
          new Inception("inception4d", 112, 144, 288, 32, 64, 64),
          new Inception("inception4e", 256, 160, 320, 32, 128, 128));
  private static final List<Inception> STAGE5 =
      List.of(
          new Inception("inception5a", 256, 160, 320, 32, 128, 128),
          new Inception("inception5b", 384, 192, 384, 48, 128, 128));

  private GoogLeNet() {}

  static List<Definition.Entry> models() {
    return List.of(
        new Definition.Entry(
            ZooModel.image(
                "googlenet",
                "GoogLeNet: nine inception modules",
                "GoogLeNet",
                "torchvision 0.14.1, models/googlenet.py",
                224),
            (net, _) -> define(net.withNorm(new Layers.Norm(1e-3f, 0.9f)))));
  }

  private static void define(Layers net) {
    String x = net.image(3, 224, 224);
    x = net.basicConv("conv1", x, 64, Window.square(2, 7, 2, 3));
    x = net.maxPool("maxpool1", x, Layers.valid(3, 2), true);
    x = net.basicConv("conv2", x, 64, Layers.valid(1, 1));
    x = net.basicConv("conv3", x, 192, Layers.half(3, 1));
    x = net.maxPool("maxpool2", x, Layers.valid(3, 2), true);
    x = stage(net, x, STAGE3);
    x = net.maxPool("maxpool3", x, Layers.valid(3, 2), true);
    x = stage(net, x, STAGE4);
    x = net.maxPool("maxpool4", x, Layers.valid(2, 2), true);
    x = stage(net, x, STAGE5);
    x = net.flatten("flatten", net.globalAverage("avgpool", x));
    net.output(net.linear("fc", x, 1000));
  }

  private static String stage(Layers net, String x, List<Inception> modules) {
    String y = x;
    for (Inception module : modules) {
      y = inception(net, y, module);
    }
    return y;
  }

  private static String inception(Layers net, String x, Inception channels) {
    String module = channels.module();
    Window point = Layers.valid(1, 1);
    String one = net.basicConv(module + ".branch1", x, channels.one(), point);
    String three = net.basicConv(module + ".branch2.0", x, channels.reduce3(), point);
    three = net.basicConv(module + ".branch2.1", three, channels.three(), Layers.half(3, 1));
    String five = net.basicConv(module + ".branch3.0", x, channels.reduce5(), point);
    five = net.basicConv(module + ".branch3.1", five, channels.five(), Layers.half(3, 1));
    String pool = net.maxPool(module + ".branch4.0", x, Layers.half(3, 1), true);
    pool = net.basicConv(module + ".branch4.1", pool, channels.pool(), point);
    return net.concat(module + ".cat", List.of(one, three, five, pool));
  }
}
